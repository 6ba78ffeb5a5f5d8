"""Play a movie: pictures on time with the sound that the device lets out."""
