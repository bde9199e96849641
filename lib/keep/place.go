package keep

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Dir is the folder of the store: $SUBLUNAR_KEEP, else $SUBLUNAR_HOME/keep, else .sublunar/keep of
// the checkout, else a folder in the user's cache.
func Dir() (string, error) {
	if dir := os.Getenv("SUBLUNAR_KEEP"); dir != "" {
		return filepath.Abs(dir)
	}
	if home := os.Getenv("SUBLUNAR_HOME"); home != "" {
		return filepath.Abs(filepath.Join(home, "keep"))
	}
	if root := checkout(); root != "" {
		return filepath.Join(root, ".sublunar", "keep"), nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("keep: there is no place for results (%w); set SUBLUNAR_KEEP to a folder", err)
	}
	return filepath.Join(cache, "sublunar", "keep"), nil
}

// nameDir is the folder of all that is kept under a name: the name as far as a file system takes
// it, and a digest that tells apart what is left the same.
func nameDir(dir, name string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(dir, plain[:min(len(plain), 40)]+"-"+hex.EncodeToString(sum[:6]))
}

// entryFile is the file of a name and inputs. There is one for each inputs, so that a sweep over
// them keeps all its results; and only one, so that a result takes the place of the stale one.
func entryFile(dir, name, inputs string) string {
	return filepath.Join(nameDir(dir, name), inputs[:24]+entryExt)
}
