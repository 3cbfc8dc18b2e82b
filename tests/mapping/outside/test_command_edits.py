"""Commands that write a model's name into settings."""

import pytest

from builder.mapping.found import Demand
from builder.mapping.outside.commands import found, read
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

CHART = "helm install x ./chart"


def rows(text: str) -> list[tuple[int, str | None, str]]:
    wanted = Wanted(Demand(), load_signatures(), deploys=True)
    return [(one.line, one.name, one.usage) for one in found(read(text), wanted)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{CHART} --set image.repository=acme/net", id="an image"),
        pytest.param(f"{CHART} --set model=$MODEL", id="a variable that nobody sets"),
        pytest.param(f"{CHART} --set model.name=", id="no value"),
        pytest.param(f"echo {CHART} --set model=acme/net", id="printed"),
        pytest.param("tool --set model", id="another program's option"),
        pytest.param(
            f"{CHART} --set llm.model=acme/net,llm.baseUrl=https://openrouter.ai/api/v1", id="another provider"
        ),
        pytest.param("yq '.model_id' a.yaml", id="a key that is read"),
        pytest.param("yq -i '.title = \"acme/net\"' a.yaml", id="another key"),
        pytest.param("jq '.model == \"acme/net\"' a.json", id="compared with"),
        pytest.param("sed -i 's|image: .*|image: acme/net|' a.yaml", id="an image in a file"),
        pytest.param("sed -n '/model_id/p' a.yaml", id="lines that are shown"),
        pytest.param("kubectl set image deploy/x app=acme/net", id="a container's image"),
        pytest.param("gcloud run deploy x --image acme/net --set-env-vars A=b/c", id="another variable"),
        pytest.param("heroku config:get MODEL_ID", id="a variable that is read"),
    ],
)
def test_nothing(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(f"{CHART} --set model=acme/net", 1, id="helm"),
        pytest.param(f"{CHART} --set=model=acme/net", 1, id="helm, in one word"),
        pytest.param(f"{CHART} --set-string 'a.b=1,serving.model_id=acme/net'", 1, id="several in one word"),
        pytest.param(f"{CHART} \\\n  --set 'models[0].model_name=acme/net'", 2, id="an element of a list"),
        pytest.param("helm upgrade --install x oci://r/c --set model.name=acme/net", 1, id="upgrade"),
        pytest.param("sudo helm template . --set model=acme/net | kubectl apply -f -", 1, id="template"),
        pytest.param("argocd app set x --helm-set model=acme/net", 1, id="argocd"),
        pytest.param("helmfile sync --state-values-set model=acme/net", 1, id="helmfile"),
        pytest.param("NAME=acme/net\n" + CHART + " --set model=$NAME", 2, id="a variable"),
        pytest.param("yq -i '.spec.config.MODEL_ID = \"acme/net\"' a.yaml", 1, id="yq"),
        pytest.param('yq \'(.s[] | select(.name == "a")).env.MODEL_ID |= "acme/net"\' a.yaml', 1, id="yq, chosen"),
        pytest.param("M=acme/net yq -i '.model_id = strenv(M)' a.yaml", 1, id="yq, by a variable"),
        pytest.param("jq '.model_id = \"acme/net\"' a.json > b.json", 1, id="jq"),
        pytest.param("jq --arg m acme/net '.model_id = $m' a.json", 1, id="jq, by an argument"),
        pytest.param("sed -i 's|^MODEL_ID=.*|MODEL_ID=acme/net|' .env", 1, id="sed"),
        pytest.param("sed -i -e 's#model_id: .*#model_id: \"acme/net\"#' a.yaml", 1, id="sed, YAML"),
        pytest.param("sed -i 's/MODEL_ID=.*/MODEL_ID=acme\\/net/' .env", 1, id="sed, with slashes"),
        pytest.param("kubectl set env deploy/x MODEL_ID=acme/net", 1, id="kubectl"),
        pytest.param("oc set env dc/x A=1 MODEL_ID=acme/net", 1, id="oc"),
        pytest.param("gcloud run deploy x --set-env-vars=A=1,MODEL_ID=acme/net", 1, id="gcloud"),
        pytest.param("az containerapp update -n x --set-env-vars MODEL_ID=acme/net", 1, id="az"),
        pytest.param("docker service update --env-add MODEL_ID=acme/net x", 1, id="docker"),
        pytest.param("heroku config:set MODEL_ID=acme/net", 1, id="heroku"),
        pytest.param("fly secrets set MODEL_ID=acme/net", 1, id="fly"),
        pytest.param("dotenv set MODEL_ID acme/net", 1, id="dotenv"),
        pytest.param("docker build --build-arg MODEL_ID=acme/net .", 1, id="an argument of a build"),
    ],
)
def test_use(text: str, line: int) -> None:
    assert rows(text) == [(line, "acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{CHART} --set llm.baseUrl=http://h:8000 --set llm.model=acme/net", id="address beside it"),
        pytest.param(f"{CHART} --set llm.existingService=$URL --set llm.model=acme/net", id="address that is given"),
        pytest.param(
            f"{CHART} --set 'a[0].base_url=https://router.huggingface.co' --set 'a[0].model_name=acme/net:groq'",
            id="the Hub's router",
        ),
        pytest.param(f"M=acme/net\n{CHART} --set llm.endpoint=$URL --set llm.model=$M", id="a variable"),
        pytest.param("kubectl set env deploy/x LLM_BASE_URL=http://h LLM_MODEL=acme/net", id="variables of a client"),
        pytest.param(
            'check "$HOST/v1/chat" \'{"model": "acme/net", "messages": [{"role": "user"}]}\'',
            id="a request to a function",
        ),
        pytest.param(
            'curl http://localhost:8000/v1/completions -d \'{"model": "acme/net", "prompt": "x"}\'', id="a request"
        ),
    ],
)
def test_hosted(text: str) -> None:
    assert [(name, usage) for _, name, usage in rows(text)] == [("acme/net", "hosted")]
