-- Which share of the pairs stands in vendored copies of other people's code alone?
SELECT 'vendored' AS label, count(*) FILTER (contexts = ['vendored']) / count(*) AS value
FROM pairs WHERE usage IS DISTINCT FROM 'mention'
