-- How many models were made in each month? (The Hub's dates begin on 2022-03-02, which stands for all before.)
SELECT strftime(created_at, '%Y-%m') AS label, count(*) AS value FROM models
WHERE created_at >= TIMESTAMP '2022-03-03' GROUP BY label ORDER BY label DESC LIMIT 24
