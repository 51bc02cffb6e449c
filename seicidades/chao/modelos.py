"""Regras da casa para os templates, que a política de segurança de conteúdo exige."""

import re
from pathlib import Path

from seicidades.chao.locais import RAIZ

# O que o leitor de um template não vê: comentários dos dois tipos.
COMENTARIO = re.compile(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
REGRAS = (
    (
        re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
        "atributo style=: a política de segurança o ignora; use uma classe do CSS",
    ),
    (
        re.compile(r"<style\b", re.IGNORECASE),
        "bloco <style>: a política de segurança o ignora; ponha no CSS",
    ),
    (
        re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
        "script dentro da página: ponha num arquivo de static/js e use src=",
    ),
    (
        re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
        "atributo on…=: a política de segurança o ignora; use data- e static/js",
    ),
    (
        re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
        "texto sem escape: monte o HTML com format_html ou num template",
    ),
    (
        re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
        "endereço javascript: use um botão e static/js",
    ),
)
# O HTML dos e-mails precisa de style=; ali só vale a regra do escape.
PASTA_DOS_EMAILS = "emails"


def _sem_comentarios(texto: str) -> str:
    """Apaga os comentários e conserva as quebras, para a linha apontada ser a certa."""
    return COMENTARIO.sub(lambda achado: "\n" * achado.group().count("\n"), texto)


def defeitos_do_texto(texto: str, *, pagina: bool = True) -> list[tuple[int, str]]:
    """Linha e recado de cada defeito; fora de página, só vale a regra do escape."""
    limpo = _sem_comentarios(texto)
    achados = []
    for padrao, recado in REGRAS:
        if not pagina and "escape" not in recado:
            continue
        for achado in padrao.finditer(limpo):
            achados.append((limpo.count("\n", 0, achado.start()) + 1, recado))
    return sorted(achados)


def defeitos_dos_templates(pasta: Path = RAIZ / "templates") -> list[str]:
    """Um texto `arquivo:linha: recado` por defeito."""
    defeitos = []
    for arquivo in sorted(pasta.rglob("*")):
        if arquivo.suffix not in (".html", ".svg"):
            continue
        relativo = arquivo.relative_to(pasta)
        pagina = relativo.parts[0] != PASTA_DOS_EMAILS
        for linha, recado in defeitos_do_texto(arquivo.read_text(), pagina=pagina):
            defeitos.append(f"{pasta.name}/{relativo}:{linha}: {recado}")
    return defeitos
