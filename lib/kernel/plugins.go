package kernel

import "runtime"

// A wheel is one file of Python's package index, pinned by its hash: a zip archive that carries compiled libraries. None of
// these needs Python to be of use.
type wheel struct {
	Name    string // of the package
	Version string
	Tags    string // of the file: Python, ABI, platform
	SHA256  string // of the file, hex
}

// A plugin is XLA for one device. Its JSON form is plugin.json, beside the library.
type plugin struct {
	Name        string `json:"name"`                   // of the package
	Version     string `json:"version"`                // of the package
	Source      string `json:"source"`                 // what was built
	WheelSHA256 string `json:"wheel_sha256,omitempty"` // hex; "" where it came by no wheel
	SHA256      string `json:"sha256"`                 // of the library, hex
	library     string // its path in the wheel
	tags        string // the wheel's
}

func (p plugin) wheel() wheel { return wheel{p.Name, p.Version, p.tags, p.WheelSHA256} }

// cpuPlugins by platform. The choice among those that there are, and its numbers, are in lib/backend/PLUGINS.md.
var cpuPlugins = map[string]plugin{
	"linux/amd64": {
		Name: "lammps-jax-pjrt-cpu", Version: "0.11.2", Source: "OpenXLA's PJRT CPU plugin, C API 0.115",
		WheelSHA256: "1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1",
		SHA256:      "ad1309ac822b1b24d51b7f9947c7c9fa9ef5d67f390584cbc3d1fa2428fed9c2",
		library:     "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
		tags:        "py3-none-manylinux_2_27_x86_64",
	},
}

// cpuPlugin is the pinned plugin for this platform's CPU, if there is one.
func cpuPlugin() (plugin, bool) {
	p, ok := cpuPlugins[runtime.GOOS+"/"+runtime.GOARCH]
	return p, ok
}

// cudaPlatform is the one that cudaPlugin and cudaLibraries are built for.
const cudaPlatform = "linux/amd64"

var cudaPlugin = plugin{
	Name: "jax-cuda13-pjrt", Version: "0.12.0.1", Source: "OpenXLA's PJRT plugin for CUDA 13",
	WheelSHA256: "5899bb6177eda86ea532afb9a26794f2bdd04966f6a01f9028266b16c2b6cf90",
	SHA256:      "b6de513893c09af2c77e71afcef46d9706f8c259337cdef4cd5cae2353886f75",
	library:     "jax_plugins/xla_cuda13/xla_cuda_plugin.so",
	tags:        "py3-none-manylinux_2_27_x86_64",
}

// cudaLibraries are those that the plugin loads: CUDA toolkit 13.4.3, and what was the newest of the rest when the plugin
// was released. They need a driver of release 580 or later.
var cudaLibraries = []wheel{
	{"nvidia-cublas", "13.8.0.4", "py3-none-manylinux_2_27_x86_64",
		"9f17797dfcc048694461f4e47de17d2e3c25adf172ef723d2db0a07cd8744b89"},
	{"nvidia-cuda-cupti", "13.4.92", "py3-none-manylinux_2_25_x86_64",
		"037b561575e6983bc4fe1caae644d7a296a8367f451bf6c2a3194f4d0765431c"},
	{"nvidia-cuda-nvcc", "13.4.92", "py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64",
		"a1f3bfb27299e060b444d5df1f4bcd762501326cf0fd3141ed61756816ab9a0e"},
	{"nvidia-cuda-nvrtc", "13.4.92", "py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64",
		"5ce8c97b00b232c4f50c8c4b5a3b68cafee08bdb82ea86f2052ff01d03194f4a"},
	{"nvidia-cuda-runtime", "13.4.92", "py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64",
		"9641f797da20ce1dd8e779b6e96d08cf9ba564cec8e8225458811ee26423f3a5"},
	{"nvidia-cudnn-cu13", "9.26.1.1", "py3-none-manylinux_2_27_x86_64",
		"c709224270fbfb5c51248422b468dc258461a723a8d5a21f50111614b36b8c53"},
	{"nvidia-cufft", "12.4.0.43", "py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64",
		"0e8385013596b112d29c9ce8c63dc575b308d77636c7169104e18714f03961a8"},
	{"nvidia-cusolver", "12.3.5.3", "py3-none-manylinux_2_27_x86_64",
		"01f13254cfe9f99cf8d141fa4d00fbe55b235fd1509854017d766fd84442f46a"},
	{"nvidia-cusparse", "12.8.6.72", "py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64",
		"a739f6ff51ea2a8a2990b267b9b4d3063a5d94890efb8ccf393bfcab9dd487aa"},
	{"nvidia-nccl-cu13", "2.32.3", "py3-none-manylinux_2_27_x86_64",
		"1459723080ac889d73a26edfa3e04383a7928ab31ac8f0ec43b3ea9548b04ff3"},
	{"nvidia-nvjitlink", "13.4.92", "py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64",
		"e0391f24ed94ec879b84e3da4d4ec320c879aff681f2c7a638462f7199284323"},
	{"nvidia-nvshmem-cu13", "3.8.0", "py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64",
		"81a4d1f666543e6d34df6d2ff940c7da1435e34e186aab6f3c2b48861b64ef38"},
	{"nvidia-nvvm", "13.4.92", "py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64",
		"e4c81cb321dd9743bcf871c5e7e8fecd7f05dea607944426e102bdda8d49e137"},
}
