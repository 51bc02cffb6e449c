"""CSV: texto de verdade, em UTF-8 ou na codificação do Excel, e só texto."""

import codecs
import re

from seicidades.documentos.reconhecimento.leitura import pedacos
from seicidades.documentos.reconhecimento.tipos import Motivo, Recusa, Tipo

# Windows-1252 é o Latin-1 que o Excel grava; só difere em caracteres invisíveis.
CODIFICACOES = ("utf-8-sig", "cp1252")
_BINARIO = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARCACAO = re.compile(
    rb"<(?:!--|!doctype|!entity|!\[cdata|\?php|\?xml|\?="
    rb"|(?:html|head|body|svg|script|style|iframe|object|embed|meta|base|link|img|form|math)"
    rb"[\s/>])",
    re.IGNORECASE,
)
_EMENDA = 64

_NAO_E_TEXTO = Motivo(
    "tem um conteúdo que não foi reconhecido",
    "Salve uma cópia como {tipos} e envie-a.",
    "desconhecido",
)
_EM_UTF16 = Motivo(
    "é um texto em UTF-16, que não é aceito",
    "No Excel, use Salvar como e escolha “CSV UTF-8”.",
    "utf16",
)
_E_PAGINA = Motivo(
    "tem código de página da internet (HTML, SVG ou programa) no lugar de texto simples",
    "Exporte a tabela como CSV ou salve a página como PDF.",
    "codigo",
)
_SEM_TEXTO = Motivo(
    "só tem espaços e linhas em branco",
    "Confira se exportou a tabela certa e envie de novo.",
    "vazio",
)


def conferir_texto(arquivo, tamanho: int) -> Tipo:
    _conferir_comeco(arquivo)
    _conferir_bytes(arquivo)
    if not any(_decodifica(arquivo, codificacao) for codificacao in CODIFICACOES):
        raise Recusa(_NAO_E_TEXTO)
    return Tipo.CSV


def _conferir_comeco(arquivo) -> None:
    arquivo.seek(0)
    comeco = arquivo.read(_EMENDA)
    if comeco.startswith(_UTF16):
        raise Recusa(_EM_UTF16)
    if comeco.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"#!"):
        raise Recusa(_E_PAGINA)


def _conferir_bytes(arquivo) -> None:
    """Sem caracteres de controle nem marcação; a emenda dos pedaços também se lê."""
    resto = b""
    com_texto = False
    for pedaco in pedacos(arquivo):
        if _BINARIO.search(pedaco):
            raise Recusa(_NAO_E_TEXTO)
        if _MARCACAO.search(resto + pedaco):
            raise Recusa(_E_PAGINA)
        com_texto = com_texto or bool(pedaco.removeprefix(codecs.BOM_UTF8).strip())
        resto = pedaco[-_EMENDA:]
    if not com_texto:
        raise Recusa(_SEM_TEXTO)


def _decodifica(arquivo, codificacao: str) -> bool:
    decodificador = codecs.getincrementaldecoder(codificacao)()
    try:
        for pedaco in pedacos(arquivo):
            decodificador.decode(pedaco)
        decodificador.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
