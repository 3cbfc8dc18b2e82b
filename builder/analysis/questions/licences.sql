-- What do the licences of models and repositories come to? (The paper's words are others: see docs/licences.md.)
SELECT verdict AS label, count(*) AS value FROM pairs WHERE verdict IS NOT NULL GROUP BY verdict ORDER BY value DESC, label
