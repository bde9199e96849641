package supplement

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"sublunar/lib/notebook/report"
)

// CrateFile is the name that RO-Crate 1.1 asks for.
const CrateFile = "ro-crate-metadata.json"

type entity map[string]any

func ref(id string) entity { return entity{"@id": id} }

// Crate describes a staged folder as an RO-Crate 1.1: the work, each of its files but those of the library (which stand as one folder a
// piece), the runs that made the results, and what they ran on.
func Crate(folder string, c Citation, m report.Manifest) ([]byte, error) {
	files, err := list(folder)
	if err != nil {
		return nil, err
	}
	license := entity{"@id": "https://spdx.org/licenses/" + c.License, "@type": "CreativeWork", "name": c.License}
	root := entity{
		"@id": "./", "@type": "Dataset", "name": c.Title, "description": described(c), "license": ref(license["@id"].(string)),
		"datePublished": m.Started.UTC().Format(time.DateOnly), "conformsTo": ref("https://w3id.org/ro/wfrun/process/0.5"),
	}
	if c.DOI != "" {
		root["identifier"] = "https://doi.org/" + c.DOI
	}
	graph := []entity{
		{"@id": CrateFile, "@type": "CreativeWork", "about": ref("./"), "conformsTo": ref("https://w3id.org/ro/crate/1.1")},
		root, license,
		{"@id": "https://w3id.org/ro/wfrun/process/0.5", "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
	}
	authors, people := authorEntities(c.Authors)
	graph = append(graph, people...)
	root["author"] = single(authors)
	for _, e := range people {
		if e["@type"] == "Organization" {
			root["publisher"] = ref(e["@id"].(string))
			break
		}
	}
	figures, err := figureWords(folder)
	if err != nil {
		return nil, err
	}
	var parts []entity
	whole := map[string]bool{}
	results := map[string][]entity{} // of a notebook
	for _, name := range files {
		if name == CrateFile {
			continue
		}
		if top, _, below := strings.Cut(name, "/"); below && (top == "lib" || top == "datasets" || top == "sublunar" || top == "vendored") {
			if !whole[top] {
				whole[top] = true
				parts = append(parts, ref(top+"/"))
				graph = append(graph, entity{"@id": top + "/", "@type": "Dataset", "name": top, "description": map[string]string{
					"lib": "the library's source", "datasets": "generators and data that the library holds", "sublunar": "the library's source", "vendored": "modules and plugin, to run with no network"}[top]})
			}
			continue
		}
		e, err := fileEntity(folder, name)
		if err != nil {
			return nil, err
		}
		if words := figures[name]; words != "" {
			e["description"] = words
		}
		parts = append(parts, ref(name))
		graph = append(graph, e)
		for _, r := range m.Notebooks {
			base := strings.TrimSuffix(path.Base(r.Name), ".ipynb")
			if strings.HasPrefix(name, "results/") && (strings.HasPrefix(path.Base(name), base+".") || strings.HasPrefix(path.Base(name), base+"-cell")) {
				results[r.Name] = append(results[r.Name], ref(name))
			}
		}
	}
	root["hasPart"] = parts
	version := m.Versions["sublunar"]
	if version == "" {
		version = m.Code.Commit
	}
	if version == "" {
		version = "built by " + m.Versions["go"]
	}
	program := entity{"@id": "#sublunar", "@type": "SoftwareApplication", "name": "sublunar", "softwareVersion": version}
	if c.Repository != "" {
		program["@id"], program["url"] = c.Repository, c.Repository
	}
	graph = append(graph, program)
	var mentions []entity
	for i, r := range m.Notebooks {
		id := fmt.Sprintf("#run-%d", i+1)
		mentions = append(mentions, ref(id))
		status := "http://schema.org/CompletedActionStatus"
		if r.Status != "ok" {
			status = "http://schema.org/FailedActionStatus"
		}
		graph = append(graph, entity{
			"@id": id, "@type": "CreateAction", "name": "Execution of " + r.Name, "instrument": ref(program["@id"].(string)), "object": ref(r.Name), "agent": single(authors),
			"result": single(results[r.Name]), "endTime": m.Started.UTC().Format("2006-01-02T15:04:05+00:00"), "actionStatus": status,
			"description": fmt.Sprintf("%s; %s, %d cores; %s. Claims: %d held, %d failed, %d not applicable.", m.Backend.Name, m.Machine.CPU, m.Machine.Cores, m.Machine.OS,
				r.Held(), r.Failed(), r.NotApplicable()),
		})
	}
	root["mentions"] = single(mentions)
	// schema.org has a word for the hash that the context of RO-Crate 1.1 lacks.
	context := []any{"https://w3id.org/ro/crate/1.1/context", entity{"sha256": "http://schema.org/sha256"}}
	text, err := json.MarshalIndent(entity{"@context": context, "@graph": graph}, "", "  ")
	return append(text, '\n'), err
}

// figureWords says of each picture's file where it comes from.
func figureWords(folder string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "results", "figures", "figures.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var figures []Figure
	if err == nil {
		err = json.Unmarshal(text, &figures)
	}
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	for _, f := range figures {
		w := fmt.Sprintf("Figure %d of cell %d of %s", f.Number, f.Cell, f.Notebook)
		if f.Commit != "" {
			w += ", commit " + f.Commit
		}
		words["results/"+f.File] = w
		if f.PDF != "" {
			words["results/"+f.PDF] = w
		}
	}
	return words, nil
}

// authorEntities describes who made the work: references in their order, and the people and organisations that they name.
func authorEntities(authors []Author) (refs, people []entity) {
	groups := map[string]string{}
	group := func(name, site string) string {
		if groups[name] == "" {
			id := fmt.Sprintf("#organization-%d", len(groups)+1)
			e := entity{"@type": "Organization", "name": name}
			if site != "" {
				id, e["url"] = site, site
			}
			e["@id"], groups[name] = id, id
			people = append(people, e)
		}
		return groups[name]
	}
	for i, a := range authors {
		if a.Name != "" {
			refs = append(refs, ref(group(a.Name, a.Website)))
			continue
		}
		e := entity{"@id": fmt.Sprintf("#author-%d", i+1), "@type": "Person", "name": a.String()}
		if a.ORCID != "" {
			e["@id"] = a.ORCID
		}
		if a.Affiliation != "" {
			e["affiliation"] = ref(group(a.Affiliation, ""))
		}
		people = append(people, e)
		refs = append(refs, ref(e["@id"].(string)))
	}
	return refs, people
}

// single is the one of a list that has one: RO-Crate has no lists of one.
func single(list []entity) any {
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func described(c Citation) string {
	if c.Abstract != "" {
		return strings.Join(strings.Fields(c.Abstract), " ")
	}
	return "Executed notebooks with the code and the data that they need: " + c.Title
}

var endings = map[string]string{".ipynb": "application/x-ipynb+json", ".md": "text/markdown", ".tex": "application/x-tex", ".cff": "text/yaml",
	".sha256": "text/plain", ".mod": "text/plain", ".sum": "text/plain", ".csv": "text/csv", ".pdf": "application/pdf", ".npz": "application/zip", ".nc": "application/x-netcdf",
	".svg": "image/svg+xml", ".png": "image/png", ".html": "text/html", ".json": "application/json"}

func fileEntity(folder, name string) (entity, error) {
	at := filepath.Join(folder, filepath.FromSlash(name))
	info, err := os.Stat(at)
	if err != nil {
		return nil, err
	}
	sum, err := report.SHA256File(at)
	if err != nil {
		return nil, err
	}
	e := entity{"@id": name, "@type": "File", "name": path.Base(name), "contentSize": fmt.Sprint(info.Size()), "sha256": sum}
	kind, known := endings[path.Ext(name)]
	if !known {
		kind, _, _ = strings.Cut(mime.TypeByExtension(path.Ext(name)), ";")
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	e["encodingFormat"] = kind
	return e, nil
}
