"""What views of all layers want to know, worked out beside the runs."""
