-- Which lines prove each pair? At most so many of each, the strongest first.
SELECT repository_id, model_id, path, line, url, code FROM (
  SELECT *, row_number() OVER (
    PARTITION BY repository_id, model_id
    ORDER BY list_position(['use', 'component', 'selectable', 'hosted', 'unresolved'], usage), path, line, mapping_id
  ) AS place
  FROM mappings WHERE model_id IS NOT NULL AND path IS NOT NULL AND usage IS DISTINCT FROM 'mention'
) WHERE place <= ? ORDER BY repository_id, model_id, place
