"""What the capture page fetches for itself: a QR reader and a finder of faces, served by us.

The packages come by npm with the other ones; `frontend` lays their files beside the built page,
under a name that changes with their versions. docs/decisions/0091 says why these.
"""

PACKAGES = {
    "zxing-wasm": "3.1.4",
    "@vladmandic/human": "3.3.6",
    "@tensorflow/tfjs-backend-wasm": "4.22.0",
}
FILES = (  # below node_modules
    "zxing-wasm/dist/reader/zxing_reader.wasm",
    "@vladmandic/human/dist/human.esm.js",
    "@vladmandic/human/models/blazeface.json",
    "@vladmandic/human/models/blazeface.bin",
    "@vladmandic/human/models/facemesh.json",
    "@vladmandic/human/models/facemesh.bin",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
)
FOLDER = "/assets/vision-" + "-".join(PACKAGES.values())
