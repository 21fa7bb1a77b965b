"""The counsellors' desk: pages over the seam in `handoff.desk.seam`."""
