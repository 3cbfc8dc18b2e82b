-- Which share of the cards has a value for each field that is quoted from the card itself?
WITH names(field, label) AS (VALUES
  ('libraries', 'libraries'), ('domain', 'domain'), ('tasks', 'task'), ('frameworks', 'frameworks'), ('license',
  'license'), ('datasets', 'datasets'), ('base_model', 'base_model'), ('demo', 'demo'), ('github_repo',
  'github_repo'), ('evaluation', 'evaluation'), ('languages', 'language'), ('papers', 'paper'),
  ('hyperparameters', 'hyper_parameters'), ('parameter_count', 'parameter_count'), ('hardware', 'hardware'),
  ('input_format', 'input_format'), ('limitations_and_biases', 'limitation_and_bias'), ('output_format',
  'output_format'), ('grants', 'grant'), ('carbon_emitted_g', 'carbon_emitted')
), quoted AS (
  SELECT DISTINCT model_id, revision, entry.field AS field
  FROM (SELECT model_id, revision, unnest(evidence) AS entry FROM extracted_metadata)
  WHERE entry.start IS NOT NULL
)
SELECT label, count(quoted.field) / (SELECT count(*) FROM extracted_metadata) AS value
FROM names LEFT JOIN quoted USING (field) GROUP BY label ORDER BY value DESC, label
