-- What do the same licences come to by the paper's own rule? One table of the Linux Foundation decides, whatever the use;
-- the paper tried a second one, `forbidden` (incompatibleMapping.json of its artifact). Licences in several parts are left
-- out, as in the paper.
WITH licences AS (
  SELECT
    model_license, repository_license, count(*) AS pairs,
    regexp_matches(concat_ws(' ', model_license, repository_license), ' (AND|OR) |, ') AS several
  FROM pairs WHERE usage IS DISTINCT FROM 'mention' AND model_license IS NOT NULL GROUP BY ALL
), forbidden(model_license, repository_licenses) AS (
  VALUES
    ('LicenseRef-bigscience-bloom-rail-1.0', ['Apache-2.0']),
    ('GPL-3.0-only', ['none', 'CC-BY-SA-2.5', 'GPL-2.0-only', 'GPL-3.0-or-later', 'CC-BY-4.0', 'CC-BY-SA-4.0',
      'CC-BY-NC-SA-4.0', 'CC0-1.0', 'Apache-2.0', 'CECILL-C', 'BSD-3-Clause', 'MIT', 'CC-BY-NC-4.0', 'GPL-1.0-or-later',
      'GPL-2.0-or-later', 'LicenseRef-proprietary']),
    ('GPL-2.0-only', ['none', 'GPL-3.0-only']),
    ('AGPL-3.0-only', ['none']),
    ('CC-BY-NC-SA-4.0', ['none']),
    ('MPL-2.0', ['MIT']),
    ('LGPL-3.0-only', ['none']),
    ('LGPL-3.0-or-later', ['none'])
), judged AS (
  SELECT
    pairs, several,
    coalesce(sheet.sign, '?') AS sign,
    coalesce(list_contains(forbidden.repository_licenses, coalesce(licences.repository_license, 'none')), false) AS second
  FROM licences
  LEFT JOIN license_sheet AS sheet
    ON sheet.inbound = licences.model_license AND sheet.outbound = licences.repository_license
  LEFT JOIN forbidden ON forbidden.model_license = licences.model_license
)
SELECT line.label AS label, line.value AS value FROM (
  SELECT unnest([
    {'label': 'judged', 'value': coalesce(sum(pairs) FILTER (NOT several), 0)},
    {'label': 'left out: several licences', 'value': coalesce(sum(pairs) FILTER (several), 0)},
    {'label': 'compatible', 'value': coalesce(sum(pairs) FILTER (NOT several AND sign IN ('y', '=')), 0)},
    {'label': 'incompatible', 'value': coalesce(sum(pairs) FILTER (NOT several AND sign = 'n'), 0)},
    {'label': 'unknown', 'value': coalesce(sum(pairs) FILTER (NOT several AND sign = '?'), 0)},
    {'label': 'incompatible by the second table', 'value': coalesce(sum(pairs) FILTER (NOT several AND second), 0)}
  ]) AS line FROM judged
)
