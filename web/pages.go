package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// An asset is a file of a page, compressed once.
type asset struct {
	mediaType     string
	plain, zipped []byte
}

// A page has files by their names.
type page func() map[string]asset

// enrollment is what the link of a ticket opens, and tokens the import of hardware
// tokens.
var (
	enrollment = newPage("enroll", "toolkit/otp.wasm")
	tokens     = newPage("import")
)

func newPage(folder string, also ...string) page {
	return sync.OnceValue(func() map[string]asset {
		files, err := pageFiles(Files, folder, also...)
		if err != nil {
			panic(err) // the binary was built without one of them
		}
		return files
	})
}

// pageFiles compresses the files of the page in a folder, which takes no more
// requests than it must: it has one stylesheet, and one script if it was bundled.
func pageFiles(all fs.FS, folder string, also ...string) (map[string]asset, error) {
	sources := map[string][]string{"style.css": {"page/base.css", folder + "/style.css"}}
	shared := []string{"toolkit/*.js", "page/steps.js", "page/service.js", "page/icon.svg"}
	for _, pattern := range slices.Concat([]string{folder + "/*.*"}, shared, also) {
		found, err := fs.Glob(all, pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			name := strings.TrimPrefix(file, folder+"/")
			if ext := path.Ext(file); ext == ".wasm" || ext == ".svg" {
				name = path.Base(file)
			}
			if sources[name] == nil {
				sources[name] = []string{file}
			}
		}
	}
	if bundle := sources["bundle.js"]; bundle != nil {
		sources["main.js"] = bundle
	}
	assets := map[string]asset{}
	for name, files := range sources {
		var plain []byte
		for _, file := range files {
			text, err := fs.ReadFile(all, file)
			if err != nil {
				return nil, err
			}
			plain = append(plain, text...)
		}
		if path.Ext(name) == ".js" {
			plain = belowPage.ReplaceAll(plain, []byte("'./$1/"))
		}
		assets[name] = newAsset(mediaTypeOf(name), plain)
	}
	return assets, nil
}

// belowPage matches what scripts share. It is served below a page, and is beside it
// in the source.
var belowPage = regexp.MustCompile(`'\.\./(toolkit|page)/`)

func newAsset(mediaType string, plain []byte) asset {
	var zipped bytes.Buffer
	w, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(plain)                                      // a Buffer takes everything
	_ = w.Close()
	return asset{mediaType, plain, zipped.Bytes()}
}

// mediaTypeOf does not depend on what the machine thinks of a suffix.
func mediaTypeOf(file string) string {
	switch path.Ext(file) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(file))
}

// EnrollmentPage serves the enrollment page at the root of its paths. hsts says
// that it is served over TLS only.
func EnrollmentPage(hsts bool) http.Handler { return enrollment.handler(hsts) }

// ImportPage serves the page that imports hardware tokens, like EnrollmentPage.
func ImportPage(hsts bool) http.Handler { return tokens.handler(hsts) }

func (p page) handler(hsts bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if hsts || r.TLS != nil {
			header.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			header.Set("Allow", "GET, HEAD")
			http.Error(w, "the only method is GET", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		file, exists := p()[name]
		if !exists {
			http.NotFound(w, r)
			return
		}
		body := file.plain
		header.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			body = file.zipped
			header.Set("Content-Encoding", "gzip")
		}
		header.Set("Content-Type", file.mediaType)
		header.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body)
		}
	})
}

// acceptsGzip reports whether the client names gzip, as every browser does.
func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if strings.TrimSpace(coding) == "gzip" {
			return true
		}
	}
	return false
}
