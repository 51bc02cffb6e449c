"""A árvore em PDF marcado (cada título, lista e tabela se diz o que é).

O WeasyPrint só é lido aqui, quando se escreve: sem as bibliotecas do sistema
de que ele precisa, o resto do programa funciona.
"""

import atexit
from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.conf import settings

from seicidades.documentos.redacao.arvore import VAZIAS, No
from seicidades.documentos.redacao.folha import Folha

PACOTES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
COMO_INSTALAR = f"sudo apt-get install -y --no-install-recommends {' '.join(PACOTES)}"
ESTATICO, BRASAO = "estatico", "brasao"
FONTES = "vendor/arimo/"
VARIANTE = "pdf/ua-1"
_FOLHA_DE_ESTILO = Path(__file__).with_name("papel.css")


class FaltamBibliotecas(Exception):
    """Esta máquina não tem o que o PDF pede; a mensagem traz o comando."""

    def __init__(self):
        super().__init__(
            "O servidor não tem as bibliotecas que escrevem o PDF. Quem cuida dele as instala "
            f"com “{COMO_INSTALAR}” e reinicia o worker; depois, gere de novo."
        )


class EnderecoRecusado(Exception):
    """Um documento tentou buscar algo que não é nosso."""


def escrever(folha: Folha) -> bytes:
    """O PDF do documento.

    Raises:
        FaltamBibliotecas: se a máquina não tem as do PDF.
    """
    weasyprint = _weasyprint()
    estilo, fontes = _estilo()
    pagina = weasyprint.HTML(string=em_html(folha), url_fetcher=Buscador(folha.brasao))
    return pagina.write_pdf(
        stylesheets=[estilo],
        font_config=fontes,
        pdf_variant=VARIANTE,
        pdf_identifier=folha.codigo.encode(),
    )


@cache
def _estilo():
    """O papel e as fontes, lidos uma vez por processo."""
    fontes = import_module("weasyprint.text.fonts").FontConfiguration()
    estilo = import_module("weasyprint").CSS(
        string=_FOLHA_DE_ESTILO.read_text(encoding="utf-8"),
        base_url=f"{ESTATICO}:/",
        url_fetcher=Buscador(),
        font_config=fontes,
    )
    return estilo, fontes


# Na saída do processo as fontes precisam do WeasyPrint ainda inteiro para se desfazer.
atexit.register(_estilo.cache_clear)


def _weasyprint():
    try:
        return import_module("weasyprint")
    except OSError as erro:
        raise FaltamBibliotecas from erro


class Buscador:
    """Só alcança as fontes do programa e o brasão que já está na mão."""

    def __init__(self, brasao: bytes = b""):
        self.brasao = brasao

    def __call__(self, url: str, *args, **kwargs):
        partes = urlsplit(url)
        if partes.scheme == ESTATICO and not partes.netloc:
            return self._resposta(url, _fonte(partes.path.lstrip("/")), "font/woff2")
        if url == f"{BRASAO}:orgao" and self.brasao:
            return self._resposta(url, self.brasao, _mime(self.brasao))
        raise EnderecoRecusado(f"O documento não busca nada fora do programa: {url[:80]}")

    fetch = __call__

    def _resposta(self, url: str, conteudo: bytes, mime: str):
        urls = import_module("weasyprint.urls")
        return urls.URLFetcherResponse(url, conteudo, {"Content-Type": mime})


@cache
def _fonte(nome: str) -> bytes:
    """Uma fonte do programa. O nome é conferido contra os que há: nada de `..`."""
    pasta = Path(settings.STATICFILES_DIRS[0]) / FONTES
    disponiveis = {f"{FONTES}{arquivo.name}": arquivo for arquivo in pasta.glob("*.woff2")}
    if nome not in disponiveis:
        raise EnderecoRecusado(f"Não há esta fonte no programa: {nome[:80]}")
    return disponiveis[nome].read_bytes()


def _mime(imagem: bytes) -> str:
    return "image/png" if imagem.startswith(b"\x89PNG") else "image/jpeg"


# --- O HTML que o WeasyPrint lê


def em_html(folha: Folha) -> str:
    """A página inteira. Todo texto passa por `escape`; as marcas são as da árvore."""
    return (
        '<!DOCTYPE html><html lang="pt-BR"><head><meta charset="utf-8">'
        f"<title>{escape(folha.titulo)}, {escape(folha.identificacao)}</title>"
        f'<meta name="author" content="{escape(folha.orgao)}">'
        f'<meta name="description" content="{escape(folha.rodape)}">'
        f"</head><body>{_cabecalho(folha)}{_rodape(folha)}"
        f"<main>{corpo_em_html(folha.corpo)}</main></body></html>"
    )


def corpo_em_html(no: No | str, *, alcance: str = "row") -> str:
    """As marcas e as classes da árvore, com todo o texto escapado."""
    if isinstance(no, str):
        return escape(no)
    if no.marca in VAZIAS:
        return f"<{no.marca}>"
    alcance = "col" if no.marca == "thead" else alcance
    dentro = "".join(corpo_em_html(filho, alcance=alcance) for filho in no.filhos)
    if not no.marca:
        return dentro
    classe = f' class="{no.classe}"' if no.classe else ""
    escopo = f' scope="{alcance}"' if no.marca == "th" else ""
    return f"<{no.marca}{classe}{escopo}>{dentro}</{no.marca}>"


def _cabecalho(folha: Folha) -> str:
    unidade = f'<p class="unidade">{escape(folha.unidade)}</p>' if folha.unidade else ""
    return (
        f'<header>{_brasao(folha)}<div class="timbre"><p class="orgao">{escape(folha.orgao)}</p>'
        f"{unidade}</div></header>"
    )


def _brasao(folha: Folha) -> str:
    nome = f"Brasão de {escape(folha.orgao)}"
    if folha.brasao:
        return f'<img class="brasao" src="{BRASAO}:orgao" alt="{nome}">'
    return (
        f'<svg class="brasao" viewBox="0 0 48 58" role="img" aria-label="Lugar do brasão">'
        '<path d="M3 3h42v28c0 12-9 20-21 24C12 51 3 43 3 31z" fill="none" stroke="#444" '
        'stroke-width="1.6"/><path d="M6.5 6.5h35v24.4c0 10-7.5 16.8-17.5 20.3'
        'C14 47.7 6.5 40.9 6.5 30.9z" fill="none" stroke="#888" stroke-width=".6"/>'
        f'<text x="24" y="33" text-anchor="middle" font-size="13" font-family="Arimo" '
        f'font-weight="700" fill="#444">{escape(folha.iniciais)}</text></svg>'
    )


def _rodape(folha: Folha) -> str:
    return (
        f'<footer><div class="qr">{qr_em_svg(folha.endereco)}</div><div class="conferencia">'
        f"<p>{escape(folha.rodape)}</p>"
        f"<p>Código de verificação <strong>{escape(folha.codigo)}</strong>. Confira em<br>"
        f'<a class="endereco" href="{escape(folha.endereco)}">'
        f"{escape(_sem_esquema(folha.endereco))}</a></p>"
        '</div><p class="pagina"></p></footer>'
    )


def _sem_esquema(endereco: str) -> str:
    partes = urlsplit(endereco)
    return f"{partes.netloc}{partes.path}"


def qr_em_svg(endereco: str) -> str:
    """O QR do endereço, desenhado na própria página."""
    codigo = segno.make(endereco, error="m", micro=False)
    return codigo.svg_inline(
        border=1, scale=1, omitsize=True, title="QR do endereço de conferência"
    )
