"""A árvore em HTML para colar no código-fonte do editor do SEI.

Só as marcas e as classes de estilo que o editor do SEI oferece; o cabeçalho, o
número e o código de verificação são os que o SEI dá ao documento, por isso não
vão. Tudo em ASCII, com entidades: cabe em Latin-1 e em qualquer outra página.
"""

from html import escape

from seicidades.documentos.redacao.arvore import VAZIAS, No
from seicidades.documentos.redacao.folha import Folha

_DA_MARCA = {
    "h1": "Texto_Centralizado_Maiusculas_Negrito",
    "h2": "Texto_Alinhado_Esquerda",
    "h3": "Texto_Alinhado_Esquerda",
    "p": "Texto_Justificado",
    "th": "Tabela_Texto_Alinhado_Esquerda",
    "td": "Tabela_Texto_Alinhado_Esquerda",
}
_RECUADO = "Texto_Justificado_Recuo_Primeira_Linha"
_DA_CLASSE = {
    "epigrafe": "Texto_Centralizado_Maiusculas_Negrito",
    "ementa": "Citacao",
    "preambulo": _RECUADO,
    "destinatario": "Texto_Alinhado_Esquerda",
    "vocativo": _RECUADO,
    "local_e_data": "Texto_Alinhado_Direita",
    "artigo": _RECUADO,
    "paragrafo": _RECUADO,
    "item": _RECUADO,
    "inciso": _RECUADO,
    "alinea": _RECUADO,
    "capitulo": "Texto_Centralizado_Maiusculas_Negrito",
    "clausula": "Texto_Alinhado_Esquerda",
    "assinatura": "Texto_Centralizado",
    "centro": "Texto_Centralizado",
    "direita": "Texto_Alinhado_Direita",
}
_TABELA = '<table border="1" cellpadding="4" cellspacing="0">'
_EM_NEGRITO = ("h2", "h3", "th")


def escrever(folha: Folha) -> bytes:
    html = "\n".join(_bloco(bloco) for bloco in folha.corpo.nos())
    return f"{html}\n".encode("ascii", "xmlcharrefreplace")


def _bloco(no: No) -> str:
    if no.marca == "table":
        return f"{_TABELA}<tbody>{''.join(map(_linha, _linhas(no)))}</tbody></table>"
    if no.marca in ("ol", "ul"):
        return f"<{no.marca}>{_dentro(no)}</{no.marca}>"
    return _paragrafo(no)


def _linhas(tabela: No) -> list[No]:
    linhas = []
    for no in tabela.nos():
        linhas += [no] if no.marca == "tr" else list(no.nos())
    return linhas


def _linha(linha: No) -> str:
    celulas = (f"<td>{_paragrafo(celula)}</td>" for celula in linha.nos())
    return f"<tr>{''.join(celulas)}</tr>"


def _paragrafo(no: No) -> str:
    classe = _DA_CLASSE.get(no.classe) or _DA_MARCA[no.marca]
    dentro = _dentro(no)
    if no.marca in _EM_NEGRITO or no.classe == "clausula":
        dentro = f"<strong>{_sem_negrito(no)}</strong>"
    return f'<p class="{classe}">{dentro}</p>'


def _sem_negrito(no: No) -> str:
    partes = (
        _sem_negrito(f) if isinstance(f, No) and f.marca == "strong" else _um(f) for f in no.filhos
    )
    return "".join(partes)


def _dentro(no: No) -> str:
    return "".join(map(_um, no.filhos))


def _um(no: No | str) -> str:
    if isinstance(no, str):
        return escape(no)
    if no.marca in VAZIAS:
        return "<br />"
    return f"<{no.marca}>{_dentro(no)}</{no.marca}>"
