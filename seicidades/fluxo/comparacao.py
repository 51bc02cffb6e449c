"""O que muda de uma versão do roteiro para outra, em frases."""

from seicidades.fluxo.nucleo.definicao import Roteiro


def comparar(antes: Roteiro | None, depois: Roteiro) -> list[str]:
    """Etapas e itens que entram, saem ou mudam."""
    velhos = _partes(antes) if antes else {}
    novos = _partes(depois)
    frases = [f"Sai {chave}." for chave in velhos if chave not in novos]
    for chave, campos in novos.items():
        if chave not in velhos:
            frases.append(f"Entra {chave}.")
            continue
        mudados = [campo for campo, valor in campos.items() if velhos[chave].get(campo) != valor]
        if mudados:
            frases.append(f"Muda {chave}: {', '.join(mudados)}.")
    return frases


def _partes(roteiro: Roteiro) -> dict[str, dict]:
    partes = {}
    for etapa in roteiro.para_dados()["etapas"]:
        itens = etapa.pop("itens")
        partes[f"etapa {etapa['chave']}"] = etapa
        partes |= {f"item {etapa['chave']}/{item['chave']}": item for item in itens}
    return partes
