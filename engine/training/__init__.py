"""Training: corpora, batches, loss, schedule, checkpoints that resume exactly, metrics."""
