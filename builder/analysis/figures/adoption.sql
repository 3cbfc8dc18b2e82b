-- How long after a model was made does a repository begin to use it, and how is that known?
-- commit: the first commit that names it. release: it is new in a release. first release: no later than that one.
-- The Hub's dates begin on 2022-03-02, which stands for all before: such a model has no age.
WITH introduced AS (
  SELECT repository_id, model_id, min(date) AS begun FROM mapping_events
  WHERE event = 'added' AND model_id IS NOT NULL GROUP BY ALL
), dated AS (
  SELECT repository_id, model_id, first_seen,
    try_strptime(regexp_extract(first_seen, '^v(\d{4}\.\d{2})', 1), '%Y.%m') AS month
  FROM pairs WHERE usage IS DISTINCT FROM 'mention'
), known AS (
  SELECT CASE WHEN begun IS NOT NULL THEN 'commit' WHEN month > min(month) OVER () THEN 'release' ELSE 'first release' END
      AS known_by,
    CASE WHEN created_at >= TIMESTAMP '2022-03-03' THEN date_diff('day', created_at, coalesce(begun, month)) END AS days
  FROM dated JOIN models USING (model_id) LEFT JOIN introduced USING (repository_id, model_id)
  WHERE coalesce(begun, month) IS NOT NULL
), binned AS (
  SELECT known_by, days, CASE
    WHEN days IS NULL THEN 9 WHEN days < 0 THEN 1 WHEN days < 7 THEN 2 WHEN days < 31 THEN 3 WHEN days < 92 THEN 4
    WHEN days < 183 THEN 5 WHEN days < 366 THEN 6 WHEN days < 731 THEN 7 ELSE 8 END AS bin,
    median(days) OVER (PARTITION BY known_by) AS median_days
  FROM known
)
SELECT ['before', 'first week', 'first month', '1 to 3 months', '3 to 6 months', '6 to 12 months', '1 to 2 years',
    'later', 'age not known'][bin] AS lag,
  known_by, count(*) AS here, median_days
FROM binned GROUP BY bin, known_by, median_days ORDER BY bin, known_by
