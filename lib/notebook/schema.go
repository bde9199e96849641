package notebook

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A rule looks at a metadata field's value and returns what is wrong with it, or "".
type rule func(value any) string

// The metadata that nbformat 4.5 gives a meaning to. All else may hold anything.
var (
	notebookFields = map[string]rule{
		"kernelspec":    needs(map[string]bool{"name": true, "display_name": true}),
		"language_info": isLanguage,
		"title":         isString,
		"authors":       isList,
	}
	cellFields = map[string]rule{
		"tags":    isTags,
		"name":    isName,
		"jupyter": isObject,
	}
	rawFields  = map[string]rule{"format": isString}
	codeFields = map[string]rule{
		"collapsed": isBool,
		"scrolled":  isScrolled,
		"execution": isStrings,
	}
)

func (v *validator) metadata(m Metadata, rules map[string]rule) {
	for _, key := range slices.Sorted(maps.Keys(rules)) {
		raw, ok := m[key]
		if !ok {
			continue
		}
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			v.fail("metadata."+key, "is not JSON: %v", err)
			continue
		}
		if problem := rules[key](value); problem != "" {
			v.fail("metadata."+key, "%s", problem)
		}
	}
}

// needs is the rule of an object with string fields; those marked true must be there.
func needs(fields map[string]bool) rule {
	return func(value any) string {
		t, ok := value.(map[string]any)
		if !ok {
			return "is not an object; write one, or delete the field"
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			v, ok := t[name]
			if _, text := v.(string); ok && !text || !ok && fields[name] {
				return "must have a string " + name + "; write one"
			}
		}
		return ""
	}
}

var languageText = needs(map[string]bool{"name": true, "file_extension": false, "mimetype": false, "pygments_lexer": false})

func isLanguage(value any) string {
	if problem := languageText(value); problem != "" {
		return problem
	}
	switch mode := value.(map[string]any)["codemirror_mode"].(type) {
	case nil, string, map[string]any:
		return ""
	default:
		return fmt.Sprintf("has codemirror_mode %v; write a string or an object", mode)
	}
}

func isString(value any) string {
	if _, ok := value.(string); !ok {
		return "is not a string; write one, or delete the field"
	}
	return ""
}

func isBool(value any) string {
	if _, ok := value.(bool); !ok {
		return "is neither true nor false; write one, or delete the field"
	}
	return ""
}

func isList(value any) string {
	if _, ok := value.([]any); !ok {
		return "is not a list; write one, or delete the field"
	}
	return ""
}

func isObject(value any) string {
	if _, ok := value.(map[string]any); !ok {
		return "is not an object; write one, or delete the field"
	}
	return ""
}

func isName(value any) string {
	if s, ok := value.(string); !ok || s == "" {
		return "is not a name; write some text, or delete the field"
	}
	return ""
}

func isScrolled(value any) string {
	if _, ok := value.(bool); !ok && value != "auto" {
		return `is none of true, false and "auto"; write one, or delete the field`
	}
	return ""
}

func isStrings(value any) string {
	t, ok := value.(map[string]any)
	if !ok {
		return "is not an object; write one, or delete the field"
	}
	for _, v := range t {
		if _, ok := v.(string); !ok {
			return "must hold strings only (times); delete what is not one"
		}
	}
	return ""
}

func isTags(value any) string {
	list, ok := value.([]any)
	if !ok {
		return "is not a list; write tags as [\"one\", \"two\"]"
	}
	seen := map[string]bool{}
	for _, v := range list {
		tag, ok := v.(string)
		switch {
		case !ok || tag == "":
			return "holds something that is not a word; each tag is a string"
		case strings.Contains(tag, ","):
			return "holds a tag with a comma; make it two tags"
		case seen[tag]:
			return "holds " + tag + " twice; delete one"
		}
		seen[tag] = true
	}
	return ""
}
