-- How does a scan find the names of models in code, and what are they used for?
WITH counted AS (
  SELECT resolution, usage, count(*) AS here FROM mappings WHERE resolution <> 'release' GROUP BY ALL
)
SELECT resolution, usage, here FROM counted
ORDER BY sum(here) OVER (PARTITION BY resolution) DESC, resolution, usage
