-- Which share of the cards has a value for each field?
SELECT field.label AS label, field.cards / cards AS value FROM (
  SELECT count(*) AS cards, unnest([
    {'label': 'libraries', 'cards': count(*) FILTER (len(libraries) > 0)},
    {'label': 'domain', 'cards': count(*) FILTER (domain IS NOT NULL)},
    {'label': 'task', 'cards': count(*) FILTER (len(tasks) > 0)},
    {'label': 'frameworks', 'cards': count(*) FILTER (len(frameworks) > 0)},
    {'label': 'license', 'cards': count(*) FILTER (license IS NOT NULL)},
    {'label': 'datasets', 'cards': count(*) FILTER (len(datasets) > 0)},
    {'label': 'base_model', 'cards': count(*) FILTER (base_model IS NOT NULL)},
    {'label': 'demo', 'cards': count(*) FILTER (demo IS NOT NULL)},
    {'label': 'github_repo', 'cards': count(*) FILTER (github_repo IS NOT NULL)},
    {'label': 'evaluation', 'cards': count(*) FILTER (len(evaluation) > 0)},
    {'label': 'language', 'cards': count(*) FILTER (len(languages) > 0)},
    {'label': 'paper', 'cards': count(*) FILTER (len(papers) > 0)},
    {'label': 'hyper_parameters', 'cards': count(*) FILTER (len(hyperparameters) > 0)},
    {'label': 'parameter_count', 'cards': count(*) FILTER (parameter_count IS NOT NULL)},
    {'label': 'hardware', 'cards': count(*) FILTER (len(hardware) > 0)},
    {'label': 'input_format', 'cards': count(*) FILTER (input_format IS NOT NULL)},
    {'label': 'limitation_and_bias', 'cards': count(*) FILTER (limitations_and_biases IS NOT NULL)},
    {'label': 'output_format', 'cards': count(*) FILTER (output_format IS NOT NULL)},
    {'label': 'grant', 'cards': count(*) FILTER (len(grants) > 0)},
    {'label': 'carbon_emitted', 'cards': count(*) FILTER (carbon_emitted_g IS NOT NULL)}
  ]) AS field
  FROM extracted_metadata
) ORDER BY value DESC, label
