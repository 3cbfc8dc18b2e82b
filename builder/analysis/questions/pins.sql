-- Which share of the pairs names a commit at every place, and which lets a model's own code run?
SELECT line.label AS label, line.value AS value FROM (
  SELECT unnest([
    {'label': 'pinned', 'value': count(*) FILTER (pinned) / count(*)},
    {'label': 'trust_remote_code', 'value': count(*) FILTER (trust_remote_code) / count(*)}
  ]) AS line FROM pairs WHERE usage IS DISTINCT FROM 'mention'
)
