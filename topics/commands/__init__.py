"""Commands of the command line that need more than a few lines; `cli` alone knows of them, and they of everything else."""
