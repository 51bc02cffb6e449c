"""Do esquema OpenAPI ao que a página de documentação mostra."""

from seicidades.api import esquemas

TIPOS = {
    "string": "texto",
    "integer": "número",
    "boolean": "sim ou não",
    "array": "lista",
    "object": "objeto",
}
ONDE = {"path": "no caminho", "query": "na consulta"}


def exigir_corpo(result, generator, request, public) -> dict:
    """Comando sem corpo não há; o gerador, de um esquema escrito à mão, não sabe."""
    for metodos in result["paths"].values():
        for operacao in metodos.values():
            if "requestBody" in operacao:
                operacao["requestBody"]["required"] = True
    return result


def operacoes(esquema: dict) -> list[dict]:
    """As operações, na ordem dos endereços."""
    return [
        _operacao(esquema, metodo, caminho, dados)
        for caminho, metodos in esquema["paths"].items()
        for metodo, dados in metodos.items()
    ]


def _operacao(esquema: dict, metodo: str, caminho: str, dados: dict) -> dict:
    return {
        "id": dados["operationId"],
        "metodo": metodo.upper(),
        "caminho": caminho,
        "resumo": dados.get("summary", ""),
        "descricao": dados.get("description", ""),
        "parametros": [_parametro(p) for p in dados.get("parameters", ())],
        "respostas": [
            {"codigo": codigo, "descricao": resposta.get("description", "")}
            for codigo, resposta in sorted(dados["responses"].items())
        ],
        "campos": _campos_da_resposta(esquema, dados["responses"]["200"]),
    }


def _parametro(parametro: dict) -> dict:
    dele = parametro["schema"]
    return {
        "nome": parametro["name"],
        "onde": ONDE.get(parametro["in"], parametro["in"]),
        "tipo": tipo_de(dele),
        "valores": [v for v in dele.get("enum", ()) if v is not None],
        "descricao": parametro.get("description", ""),
        "obrigatorio": False,
    }


def _campos_da_resposta(esquema: dict, resposta: dict) -> list[dict]:
    dela = _resolver(esquema, resposta["content"]["application/json"]["schema"])
    resultados = dela.get("properties", {}).get("results")
    if resultados:
        dela = _resolver(esquema, resultados["items"])
    return _campos(dela)


def _resolver(esquema: dict, parte: dict) -> dict:
    """Troca uma referência pelo que ela aponta."""
    if "$ref" not in parte:
        return parte
    for nome in parte["$ref"].removeprefix("#/").split("/"):
        esquema = esquema[nome]
    return esquema


def _campos(objeto: dict, *, exige: bool = False) -> list[dict]:
    obrigatorios = objeto.get("required", ())
    return [
        {
            "nome": nome,
            "tipo": tipo_de(dele),
            "valores": [v for v in dele.get("enum", ()) if v is not None],
            "onde": "",
            "descricao": dele.get("description", ""),
            "obrigatorio": exige and nome in obrigatorios,
        }
        for nome, dele in objeto.get("properties", {}).items()
    ]


def tipo_de(esquema: dict) -> str:
    tipo = esquema.get("type", "texto")
    tipos = tipo if isinstance(tipo, list) else [tipo]
    return " ou ".join(TIPOS.get(t, t) for t in tipos if t != "null")


def comandos() -> list[dict]:
    """Os comandos e o que vai em `dados` de cada um."""
    return [
        {"nome": tipo.value, "campos": _campos(dados, exige=True)}
        for tipo, dados in esquemas.DADOS.items()
    ]
