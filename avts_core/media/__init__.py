"""Read and write movies; the only package that imports PyAV."""
