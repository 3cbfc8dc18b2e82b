-- How many bytes have the files of the captured models, and how many what the tables say of them, written out as text?
-- (Files: of those whose source tells sizes; the paper's 48.2 TB is all it kept. The paper's metadata is a SQLite file, what
-- it extracted a file of JSON.)
SELECT 'captured models' AS label, sum(total_bytes) AS value FROM snapshots
UNION ALL
SELECT 'metadata of models and repositories', (SELECT sum(strlen(models::VARCHAR)) FROM models)
  + coalesce((SELECT sum(strlen(snapshots::VARCHAR)) FROM snapshots), 0)
  + coalesce((SELECT sum(strlen(repositories::VARCHAR)) FROM repositories), 0)
UNION ALL
SELECT 'metadata read from cards', sum(strlen(extracted_metadata::VARCHAR)) FROM extracted_metadata
