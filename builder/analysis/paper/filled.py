"""The paper's tables that a build can fill, each by a query over ours, in the order of their references."""

# Models and repositories under the numbers that the paper's tables know them by. A model whose name another one took
# ('replaced') has no name of its own there, and is left out.
NUMBERED = """
CREATE OR REPLACE TEMP TABLE numbered_models AS
  SELECT row_number() OVER (ORDER BY model_id) AS id, model_id FROM models WHERE status IS DISTINCT FROM 'replaced';
CREATE OR REPLACE TEMP TABLE numbered_repositories AS
  SELECT row_number() OVER (ORDER BY repository_id) AS id, repository_id FROM repositories;
CREATE OR REPLACE TEMP TABLE numbered_talk AS
  SELECT row_number() OVER (ORDER BY subject, subject_id, num) AS id, discussions.* FROM discussions;
CREATE OR REPLACE TEMP TABLE numbered_refs AS
  SELECT row_number() OVER (ORDER BY id, name, kind) AS ref, * FROM (
    SELECT DISTINCT id, unnest(branches) AS name, 'heads' AS kind FROM snapshots JOIN numbered_models USING (model_id)
    UNION ALL
    SELECT DISTINCT id, unnest(tags), 'tags' FROM snapshots JOIN numbered_models USING (model_id)
  );
"""
# The paper's look-up tables: a query of (model_id, name) each. Its tags are those without a kind ('license:mit' has
# one) that are neither language nor library, and the task; its papers are addresses at arXiv.
VALUES = {
    "architecture": "SELECT model_id, unnest(architectures) AS name FROM models",
    "author": "SELECT model_id, author AS name FROM models",
    "dataset": "SELECT model_id, unnest(datasets) AS name FROM models",
    "framework": "SELECT model_id, unnest(frameworks) AS name FROM extracted_metadata",
    "language": "SELECT model_id, unnest(languages) AS name FROM models",
    "library": "SELECT model_id, library AS name FROM models",
    "license": "SELECT model_id, trim(unnest(string_split(license, ','))) AS name FROM models",
    "paper": """
        SELECT model_id, concat('https://arxiv.org/abs/', substr(tag, 7)) AS name
        FROM (SELECT model_id, unnest(tags) AS tag FROM models) WHERE starts_with(tag, 'arxiv:')
        UNION SELECT model_id, coalesce(paper.url, paper.title)
        FROM (SELECT model_id, unnest(papers) AS paper FROM extracted_metadata)""",
    "tag": """
        SELECT model_id, tag AS name FROM (SELECT model_id, library, languages, unnest(tags) AS tag FROM models)
        WHERE NOT contains(tag, ':') AND tag IS DISTINCT FROM library
          AND NOT coalesce(list_contains(languages, tag), false)
        UNION SELECT model_id, task FROM models""",
}
TABLES = {
    "model_hub": """
        SELECT 1 AS id, 'HuggingFace' AS name, 'https://huggingface.co/' AS url
        UNION ALL SELECT 2, 'PyTorch', 'https://pytorch.org'""",
    "model": """
        SELECT id, model_id AS context_id, CASE hub WHEN 'pytorch' THEN 2 ELSE 1 END AS model_hub_id, revision AS sha,
          CASE hub WHEN 'pytorch' THEN concat('https://github.com/', split_part(model_id, '#', 1))
            ELSE concat('https://huggingface.co/', model_id) END AS repo_url,
          downloads, likes, has_snapshot::INTEGER AS has_snapshot
        FROM models JOIN numbered_models USING (model_id) ORDER BY id""",
    "hf_commit": """
        SELECT row_number() OVER (ORDER BY model_id, made.date, made.sha) AS id, made.sha AS commit_id,
          strftime(made.date, '%Y-%m-%d %H:%M:%S') AS created_at, made.title AS title, model_id
        FROM (SELECT DISTINCT id AS model_id, unnest(commits) AS made
              FROM snapshots JOIN numbered_models USING (model_id))""",
    "hf_git_ref": "SELECT DISTINCT id, id AS model_id FROM numbered_refs ORDER BY id",
    "hf_git_ref_info": "SELECT ref AS id, name, concat('refs/', kind, '/', name) AS ref FROM numbered_refs",
    "hf_git_ref_to_branch": """
        SELECT id AS hf_git_ref_id, ref AS hf_git_ref_info_id FROM numbered_refs WHERE kind = 'heads'""",
    "hf_git_ref_to_tag": """
        SELECT id AS hf_git_ref_id, ref AS hf_git_ref_info_id FROM numbered_refs WHERE kind = 'tags'""",
    "discussion": """
        SELECT talk.id AS id, title, state AS status, num, subject_id AS repo_id, 'model' AS repo_type,
          is_pull_request::INTEGER AS is_pull_request, strftime(created_at, '%Y-%m-%d %H:%M:%S') AS created_at,
          named.id AS model_id
        FROM numbered_talk AS talk JOIN numbered_models AS named ON subject_id = model_id WHERE subject = 'model'""",
    "reuse_repository": """
        SELECT id, split_part(repository_id, '/', -2) AS owner, split_part(repository_id, '/', -1) AS name, url
        FROM repositories JOIN numbered_repositories USING (repository_id) ORDER BY id""",
    "model_to_reuse_repository": """
        SELECT named.id AS model_id, used.id AS reuse_repository_id
        FROM pairs JOIN numbered_models AS named USING (model_id)
        JOIN numbered_repositories AS used USING (repository_id) WHERE usage IS DISTINCT FROM 'mention'""",
    "reuse_file": """
        SELECT row_number() OVER (ORDER BY reuse_repository_id, path, model_id) AS id, * FROM (
          SELECT DISTINCT path, named.id AS model_id, used.id AS reuse_repository_id
          FROM mappings JOIN numbered_models AS named USING (model_id)
          JOIN numbered_repositories AS used USING (repository_id)
          WHERE usage IS DISTINCT FROM 'mention' AND path IS NOT NULL)""",
    "github_issue": """
        SELECT id, num AS number, upper(state) AS state, title, (state <> 'open')::INTEGER AS closed,
          strftime(created_at, '%Y-%m-%dT%H:%M:%SZ') AS created_at,
          strftime(closed_at, '%Y-%m-%dT%H:%M:%SZ') AS closed_at,
          concat('https://github.com/', subject_id, '/issues/', num) AS url
        FROM numbered_talk WHERE subject = 'repository' AND NOT coalesce(is_pull_request, false)""",
    "github_pull_request": """
        SELECT id, num AS number, upper(state) AS state, title, (state IN ('closed', 'merged'))::INTEGER AS closed,
          strftime(created_at, '%Y-%m-%dT%H:%M:%SZ') AS created_at,
          strftime(closed_at, '%Y-%m-%dT%H:%M:%SZ') AS closed_at,
          concat('https://github.com/', subject_id, '/pull/', num) AS url
        FROM numbered_talk WHERE subject = 'repository' AND is_pull_request""",
    "reuse_repo_to_issue": """
        SELECT used.id AS reuse_repository_id, talk.id AS github_issue_id
        FROM numbered_talk AS talk JOIN numbered_repositories AS used ON subject_id = repository_id
        WHERE subject = 'repository' AND NOT coalesce(is_pull_request, false)""",
    "reuse_repo_to_pull_request": """
        SELECT used.id AS reuse_repository_id, talk.id AS github_pull_request_id
        FROM numbered_talk AS talk JOIN numbered_repositories AS used ON subject_id = repository_id
        WHERE subject = 'repository' AND is_pull_request""",
}
MAPPING = """
SELECT concat(coalesce(nullif(host, 'local'), 'github.com'), '/', repository_id), model_id,
  concat('https://huggingface.co/', model_id), models.license
FROM pairs JOIN models USING (model_id) JOIN repositories USING (repository_id)
WHERE usage IS DISTINCT FROM 'mention' AND hub = 'huggingface' AND models.license IS NOT NULL
ORDER BY repository_id, model_id
"""


def queries() -> dict[str, str]:
    """A query for each of the paper's tables that has rows of ours; its columns are named as the paper's."""
    found = {"model_hub": TABLES["model_hub"], "model": TABLES["model"]}
    for name, given in VALUES.items():
        names = f"SELECT name, row_number() OVER (ORDER BY name) AS id FROM ({given}) WHERE name <> '' GROUP BY name"
        more = ", name AS abbreviation" if name == "language" else ""
        found[name] = f"SELECT id, name{more} FROM ({names})"
        found[f"model_to_{name}"] = (
            f"SELECT DISTINCT numbered_models.id AS model_id, named.id AS {name}_id"
            f" FROM ({given}) JOIN numbered_models USING (model_id) JOIN ({names}) AS named USING (name)"
        )
    return found | TABLES
