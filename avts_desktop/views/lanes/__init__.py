"""The stacked time lanes: ruler, faces, sound, sync and offset map on one time axis."""
