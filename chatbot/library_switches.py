"""What libraries read when they are imported: set by `chatbot/__init__.py` before any is."""

import os

_STAYS_LOCAL = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",  # chromadb
    "GRADIO_ANALYTICS_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime reads it when it is imported, and only then
    "DO_NOT_TRACK": "1",
}
_STAYS_QUICK = {
    # The products of one question are small. On two cores the threads of NumPy's OpenBLAS wait
    # against those of onnxruntime: an embedded question took 18 ms with them and 5 ms without, an
    # answer 44 ms and 22 ms (warm, own cases).
    "OPENBLAS_NUM_THREADS": "1",
}


def set_switches() -> None:
    """Turn telemetry and needless threads off; what the user has set himself stands."""
    for variable, value in {**_STAYS_LOCAL, **_STAYS_QUICK}.items():
        os.environ.setdefault(variable, value)
