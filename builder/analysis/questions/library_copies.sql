-- How many repositories use the same models because they hold a copy of the same code? (Five ids stand in docstrings of the
-- transformers library, two in dead code that loads DPT.)
WITH copies(label, names) AS (
  VALUES
    ('five in docstrings of transformers',
      ['distilbert-base-uncased', 'roberta-base', 'roberta-large-mnli', 'xlm-mlm-en-2048', 'xlnet-base-cased']),
    ('two in dead code for DPT',
      ['vit_base_patch16_384.augreg_in21k_ft_in1k', 'vit_large_patch16_384.augreg_in21k_ft_in1k'])
), named AS (
  SELECT label, unnest(names) AS name FROM copies
), holders AS (
  SELECT named.label, pairs.repository_id, count(DISTINCT named.name) AS held
  FROM pairs JOIN named ON named.name = split_part(pairs.model_id, '/', -1)
  WHERE pairs.usage IS DISTINCT FROM 'mention' GROUP BY ALL
)
SELECT copies.label AS label, count(holders.repository_id) AS value
FROM copies LEFT JOIN holders ON holders.label = copies.label AND holders.held = len(copies.names)
GROUP BY copies.label ORDER BY value DESC, label
