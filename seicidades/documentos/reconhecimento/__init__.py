"""Reconhece o tipo de um arquivo pelo conteúdo, só com a biblioteca padrão.

Nada é executado, extraído ou carregado inteiro: lê-se em pedaços. O que a
pessoa ou o navegador declaram sobre o tipo não conta.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from seicidades.documentos.reconhecimento import nomes, visuais
from seicidades.documentos.reconhecimento.estranhos import formato_recusado
from seicidades.documentos.reconhecimento.office import ASSINATURA_ZIP, conferir_office
from seicidades.documentos.reconhecimento.texto import conferir_texto
from seicidades.documentos.reconhecimento.tipos import TODOS, Motivo, Recusa, Tipo, enumerar

__all__ = ["MB", "TODOS", "Reconhecido", "Recusa", "Tipo", "enumerar", "reconhecer"]

MB = 1024 * 1024
_CONFERENCIAS = (
    (visuais.ASSINATURA_PDF, visuais.conferir_pdf),
    (visuais.ASSINATURA_PNG, visuais.conferir_png),
    (visuais.ASSINATURA_JPEG, visuais.conferir_jpeg),
    (ASSINATURA_ZIP, conferir_office),
)


@dataclass(frozen=True, slots=True)
class Reconhecido:
    """O que se apurou de um arquivo: nome higienizado, tipo e tamanho em bytes."""

    nome: str
    tipo: Tipo
    tamanho: int


def reconhecer(arquivo, nome: str, *, limite_mb: int, tipos: Iterable[Tipo] = TODOS) -> Reconhecido:
    """Confere nome, tamanho e conteúdo.

    Args:
        arquivo: aberto em modo binário; a posição de leitura muda.
        nome: como a pessoa o chamou.
        tipos: os aceitos aqui.

    Raises:
        Recusa: com o que há de errado e como resolver.
    """
    aceitos = tuple(tipo for tipo in Tipo if tipo in set(tipos))
    limpo = nomes.higienizar(nome)
    tamanho = _conferir_tamanho(arquivo, limite_mb)
    da_extensao = _tipo_da_extensao(limpo)
    tipo = _tipo_do_conteudo(arquivo, tamanho)
    if tipo not in aceitos:
        raise Recusa(_nao_aceito_aqui(tipo, aceitos))
    if da_extensao != tipo:
        raise Recusa(_extensao_discorda(limpo, tipo))
    return Reconhecido(limpo, tipo, tamanho)


def _conferir_tamanho(arquivo, limite_mb: int) -> int:
    tamanho = arquivo.seek(0, 2) or arquivo.tell()
    if not tamanho:
        raise Recusa(
            Motivo(
                "está vazio (0 byte)",
                "Confira se ele abre no seu computador e envie de novo.",
                "vazio",
            )
        )
    if tamanho > limite_mb * MB:
        raise Recusa(
            Motivo(
                f"tem {_em_mb(tamanho)} e o limite é {limite_mb} MB",
                "Divida-o em partes ou reduza a resolução das imagens e envie de novo.",
                "grande",
            )
        )
    return tamanho


def _em_mb(tamanho: int) -> str:
    """Arredonda para cima: o que passa do limite nunca parece caber nele."""
    return f"{math.ceil(tamanho / MB * 10) / 10:.1f} MB".replace(".", ",")


def _tipo_da_extensao(nome: str) -> Tipo | None:
    extensao = nomes.extensao(nome)
    return next((tipo for tipo in Tipo if extensao in tipo.extensoes), None)


def _tipo_do_conteudo(arquivo, tamanho: int) -> Tipo:
    arquivo.seek(0)
    comeco = arquivo.read(64)
    for assinatura, conferir in _CONFERENCIAS:
        if comeco.startswith(assinatura):
            return conferir(arquivo, tamanho)
    if motivo := formato_recusado(comeco):
        raise Recusa(motivo)
    return conferir_texto(arquivo, tamanho)


def _nao_aceito_aqui(tipo: Tipo, aceitos: tuple[Tipo, ...]) -> Motivo:
    return Motivo(
        f"é de um tipo que não se aceita aqui: {tipo.rotulo}",
        f"Envie {enumerar(aceitos)}.",
        "tipo",
    )


def _extensao_discorda(nome: str, tipo: Tipo) -> Motivo:
    extensao = nomes.extensao(nome)
    certa = " ou ".join(f".{final}" for final in tipo.extensoes)
    no_nome = f"tem o nome terminado em “.{extensao}”" if extensao else "não tem extensão no nome"
    return Motivo(
        f"{no_nome}, mas o conteúdo é de {tipo.rotulo}",
        f"Confira se é o arquivo certo e troque o fim do nome para {certa}.",
        "extensao",
    )
