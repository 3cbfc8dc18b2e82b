-- How many bytes have the files of the captured models? (Those whose source tells sizes; the paper's 48.2 TB is all it kept.)
SELECT 'captured models' AS label, sum(total_bytes) AS value FROM snapshots
