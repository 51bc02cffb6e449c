"""Nomes de arquivo: guardam o que a pessoa escreveu, sem o que engana ou escapa."""

import re
import unicodedata

TAMANHO_DO_NOME = 120
TAMANHO_DA_EXTENSAO = 10
SEM_NOME = "arquivo"
# O Windows não grava estes sinais nem abre arquivos com estes nomes.
_SINAIS = re.compile(r'[<>:"|?*]')
_ESPACOS = re.compile(r"\s+")
_RESERVADOS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", re.IGNORECASE)
# Ponto seguido do que parece extensão: dois a cinco sinais, com letra. "1.234" fica.
_EXTENSAO_NO_MEIO = re.compile(r"\.(?=\s*(?=\d*[a-z])[a-z0-9]{2,5}[\s.]*(?:\.|$))", re.IGNORECASE)


def higienizar(bruto: str) -> str:
    """Nome seguro para guardar, mostrar e devolver.

    Fica só a última parte do caminho, sem caracteres invisíveis nem de
    controle (a inversão de direita para a esquerda faz `fdp.exe` parecer
    `exe.pdf`), com uma extensão só: `boleto.exe.pdf` vira `boleto_exe.pdf`.
    """
    ultima = re.split(r"[/\\]", bruto)[-1]
    visivel = "".join(letra for letra in ultima if _visivel(letra))
    limpo = _ESPACOS.sub(" ", _SINAIS.sub("_", unicodedata.normalize("NFC", visivel))).rstrip(" .")
    radical, ponto, final = limpo.rpartition(".")
    if not ponto:
        radical, final = limpo, ""
    final = f".{final.strip().lower()[:TAMANHO_DA_EXTENSAO]}" if ponto else ""
    return _radical_seguro(radical[: TAMANHO_DO_NOME - len(final) - 1]) + final


def extensao(nome: str) -> str:
    """O que vem depois do último ponto, em minúsculas; vazio se não há."""
    return nome.rpartition(".")[2].lower() if "." in nome else ""


def _visivel(letra: str) -> bool:
    """Espaço ou caractere que se vê: nada de controle, formato ou uso privado."""
    categoria = unicodedata.category(letra)
    return categoria == "Zs" or letra == "\t" or categoria[0] not in "CZ"


def _radical_seguro(radical: str) -> str:
    radical = _EXTENSAO_NO_MEIO.sub("_", radical.strip(" .")).strip(" .")
    if not radical:
        return SEM_NOME
    return f"_{radical}" if _RESERVADOS.match(radical) else radical
