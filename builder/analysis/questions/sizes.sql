-- How many cards, models and repositories are the shares of documentation and domains taken from?
WITH used AS (
  SELECT DISTINCT repository_id, hub, domain FROM pairs JOIN models USING (model_id)
  WHERE usage IS DISTINCT FROM 'mention' AND domain IS NOT NULL
)
SELECT 'cards' AS label, count(*) AS value FROM extracted_metadata
UNION ALL SELECT 'models with a domain, Hugging Face', count(*) FROM models WHERE hub = 'huggingface' AND domain IS NOT NULL
UNION ALL SELECT 'models with a domain, PyTorch Hub', count(*) FROM models WHERE hub = 'pytorch' AND domain IS NOT NULL
UNION ALL SELECT 'repositories by domain, Hugging Face', count(*) FROM used WHERE hub = 'huggingface'
UNION ALL SELECT 'repositories by domain, PyTorch Hub', count(*) FROM used WHERE hub = 'pytorch'
