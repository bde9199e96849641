package kernel

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// unpack writes the wheel's library as scratch/plugin.so, its hash checked, and its licences into folder.
func unpack(file string, p plugin, scratch, folder string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return fmt.Errorf("the wheel of %s can't be opened: %w", p.Name, err)
	}
	defer archive.Close()
	found := false
	for _, f := range archive.File {
		switch {
		case f.Name == p.library:
			found = true
			sum, err := extract(f, filepath.Join(scratch, "plugin.so"))
			if err != nil {
				return err
			}
			if sum != p.SHA256 {
				return fmt.Errorf("%s in the wheel of %s has SHA-256 %s, not the pinned %s", p.library, p.Name, sum, p.SHA256)
			}
		case isLicence(f.Name):
			if _, err := extract(f, filepath.Join(folder, path.Base(f.Name))); err != nil {
				return err
			}
		}
	}
	if !found {
		return fmt.Errorf("the wheel of %s holds no %s", p.Name, p.library)
	}
	return nil
}

func isLicence(name string) bool {
	return strings.Contains(name, ".dist-info/licenses/") && !strings.HasSuffix(name, "/")
}

// unpackTree writes all that a wheel has below one of its folders into another: NVIDIA's libraries come so.
func unpackTree(file, below, into string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return fmt.Errorf("the wheel %s can't be opened: %w", filepath.Base(file), err)
	}
	defer archive.Close()
	for _, f := range archive.File {
		name, ok := strings.CutPrefix(f.Name, below+"/")
		switch {
		case isLicence(f.Name):
			name = path.Join("licences", strings.TrimSuffix(filepath.Base(file), ".whl")+"-"+path.Base(f.Name))
		case !ok || strings.HasSuffix(name, "/"):
			continue
		case !filepath.IsLocal(name):
			return fmt.Errorf("the wheel %s names a file outside of its folder: %s", filepath.Base(file), f.Name)
		}
		to := filepath.Join(into, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if _, err := extract(f, to); err != nil {
			return err
		}
		if f.Mode()&0o111 != 0 { // ptxas must run
			if err := os.Chmod(to, 0o755); err != nil {
				return err
			}
		}
	}
	return nil
}

// extract copies one file of an archive, and gives the SHA-256 of what it wrote.
func extract(file *zip.File, to string) (sum string, err error) {
	from, err := file.Open()
	if err != nil {
		return "", err
	}
	defer from.Close()
	out, err := os.Create(to)
	if err != nil {
		return "", err
	}
	defer func() {
		if e := out.Close(); err == nil {
			err = e
		}
	}()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, hash), from); err != nil {
		return "", fmt.Errorf("unpacking %s: %w", path.Base(file.Name), err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
