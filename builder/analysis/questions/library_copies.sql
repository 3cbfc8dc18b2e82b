-- How many repositories hold the same models because they hold a copy of the same code? (Five ids stand in docstrings of the
-- transformers library, two in dead code that loads DPT: whether a copy of it was read as a use.)
WITH copies(label, models) AS (
  VALUES
    ('five that stand in docstrings of transformers',
      ['distilbert-base-uncased', 'roberta-base', 'roberta-large-mnli', 'xlm-mlm-en-2048', 'xlnet-base-cased']),
    ('two that stand in dead code for DPT',
      ['vit_base_patch16_384.augreg_in21k_ft_in1k', 'vit_large_patch16_384.augreg_in21k_ft_in1k'])
), used AS (
  SELECT repository_id, list(DISTINCT split_part(model_id, '/', -1)) AS models
  FROM pairs WHERE usage IS DISTINCT FROM 'mention' GROUP BY repository_id
)
SELECT copies.label AS label, count(used.repository_id) AS value
FROM copies LEFT JOIN used ON list_has_all(used.models, copies.models) GROUP BY copies.label ORDER BY value DESC, label
