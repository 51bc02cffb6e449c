"""Pedir um documento, na hora, e escrevê-lo, num trabalhador."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from seicidades.comum.formatos import data_por_extenso
from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import Permissao, papeis_de, pode
from seicidades.correio.servicos import chamar_tarefa
from seicidades.documentos.declaracao import (
    Falta,
    Formato,
    TipoDeDocumento,
    documentos_registrados,
)
from seicidades.documentos.models import ArquivoDoDocumento, DocumentoGerado, Situacao
from seicidades.documentos.models.gerado import TENTATIVAS
from seicidades.documentos.reconhecimento import Tipo
from seicidades.documentos.redacao import docx, motor, pdf, sei
from seicidades.documentos.redacao.folha import Folha
from seicidades.documentos.servicos.arquivos import guardar_escrito
from seicidades.documentos.servicos.brasoes import brasao_do_orgao
from seicidades.documentos.servicos.modelos import versao_em_vigor
from seicidades.documentos.servicos.verificacao import endereco_de_verificacao, sortear_codigo
from seicidades.municipios.models import Orgao

ESCREVER = "seicidades.documentos.tasks.escrever"
RESERVA = timedelta(minutes=5)
PARADO_DEPOIS_DE = timedelta(minutes=2)
ESCRITORES = {Formato.PDF: pdf.escrever, Formato.DOCX: docx.escrever, Formato.HTML: sei.escrever}
TIPOS = {Formato.PDF: Tipo.PDF, Formato.DOCX: Tipo.DOCX, Formato.HTML: Tipo.HTML}
IMPREVISTO = (
    "O programa não conseguiu montar o documento e o motivo foi anotado para quem cuida dele. "
    "Tente gerar de novo; se repetir, avise o gerente de projetos."
)
registro = logging.getLogger(__name__)


class TipoDesconhecido(Exception):
    """Nenhuma app declara este documento."""

    def __init__(self, codigo: str):
        super().__init__(f"O programa não escreve nenhum documento {codigo!r}.")


def tipo_de(codigo: str) -> TipoDeDocumento:
    try:
        return documentos_registrados()[codigo]
    except KeyError:
        raise TipoDesconhecido(codigo) from None


def pode_gerar(usuario, tipo: TipoDeDocumento, orgao: Orgao) -> bool:
    """Quem administra o órgão e os papéis do documento; sem papéis, quem preenche."""
    if pode(usuario, Permissao.ADMINISTRAR, orgao):
        return True
    if not tipo.papeis:
        return pode(usuario, Permissao.PREENCHER, orgao)
    return not (papeis_de(usuario, orgao) - {Papel.OBSERVADOR}).isdisjoint(tipo.papeis)


def faltas_de(tipo: TipoDeDocumento, orgao: Orgao) -> list[Falta]:
    return list(tipo.faltas(orgao.pk))


# --- O que um órgão pode gerar


@dataclass(frozen=True, slots=True)
class Oferta:
    """Um tipo de documento como a página da cidade o mostra."""

    tipo: TipoDeDocumento
    faltas: list[Falta]
    pode_gerar: bool
    anteriores: list[DocumentoGerado] = field(default_factory=list)

    @property
    def na_fila(self) -> DocumentoGerado | None:
        return next((d for d in self.anteriores if d.na_fila), None)

    @property
    def ultimo(self) -> DocumentoGerado | None:
        """O que "gerar de novo" substitui."""
        return next((d for d in self.anteriores if d.pronto), None)


def ofertas(orgao: Orgao, usuario) -> list[Oferta]:
    """Todos os tipos, com o que falta e o que já saiu. Quem chama já conferiu que vê o órgão."""
    anteriores: dict[str, list[DocumentoGerado]] = {}
    gerados = DocumentoGerado.objects.filter(orgao=orgao).com_substituto().defer("contexto")
    gerados = gerados.select_related("pedido_por", "versao_do_modelo")
    for documento in gerados.prefetch_related("arquivos__arquivo"):
        anteriores.setdefault(documento.tipo, []).append(documento)
    return [
        Oferta(
            tipo,
            faltas_de(tipo, orgao),
            pode_gerar(usuario, tipo, orgao),
            anteriores.get(tipo.codigo, []),
        )
        for tipo in documentos_registrados().values()
        if tipo.na_pagina_da_cidade
    ]


# --- Pedir


def gerar_documento(
    tipo_codigo: str,
    orgao: Orgao,
    por,
    *,
    outro_numero: bool = False,
    contexto: dict | None = None,
    versao: int | None = None,
) -> DocumentoGerado:
    """Congela os dados e põe o documento na fila; se já há um na fila, devolve-o.

    Args:
        outro_numero: um documento novo, em vez da versão seguinte do último.
        contexto: o que a app já reuniu; sem ele, o de `tipo.reunir`.
        versao: a que a app contou; a que já saiu é devolvida como está.

    Raises:
        TipoDesconhecido: nenhuma app o declara.
        PermissionDenied: não é do papel da pessoa.
        ValidationError: uma mensagem por dado que falta.
    """
    tipo = tipo_de(tipo_codigo)
    _conferir_pedido(tipo, orgao, por)
    versao_do_modelo = versao_em_vigor(tipo)
    with transaction.atomic():
        _travar(orgao, tipo)
        da_vez = DocumentoGerado.objects.filter(orgao=orgao, tipo=tipo.codigo)
        if ja_pedido := _ja_pedido(da_vez, versao):
            return ja_pedido
        contexto = tipo.reunir(orgao.pk) if contexto is None else contexto
        motor.conferir_contexto(contexto, tipo)
        ano, numero, seguinte = _numerar(da_vez, outro_numero=outro_numero)
        versao = versao or seguinte
        brasao = brasao_do_orgao(orgao)
        documento = DocumentoGerado(
            orgao=orgao,
            tipo=tipo.codigo,
            titulo=tipo.titulo,
            ano=ano,
            numero=numero,
            versao=versao,
            versao_do_modelo=versao_do_modelo,
            contexto=contexto | _das_comuns(numero, ano),
            brasao=brasao.arquivo if brasao else None,
            pedido_por=por,
        )
        _inserir_com_codigo(documento)
        transaction.on_commit(partial(chamar_tarefa, ESCREVER, documento.pk))
        return documento


def _conferir_pedido(tipo: TipoDeDocumento, orgao: Orgao, por) -> None:
    if not pode_gerar(por, tipo, orgao):
        raise PermissionDenied("Gerar este documento não é do seu papel neste órgão.")
    if faltas := faltas_de(tipo, orgao):
        raise ValidationError(
            [ValidationError(f"{f.mensagem} {f.saida}", code="falta") for f in faltas]
        )


def _travar(orgao: Orgao, tipo: TipoDeDocumento) -> None:
    with connection.cursor() as cursor:
        chave = f"documentos.gerado:{orgao.pk}:{tipo.codigo}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chave])


def _ja_pedido(da_vez, versao: int | None) -> DocumentoGerado | None:
    """O da versão que a app contou, se já saiu; senão, o que está na fila."""
    feito = da_vez.validos().filter(versao=versao).first() if versao else None
    return feito or da_vez.na_fila().first()


def _numerar(da_vez, *, outro_numero: bool) -> tuple[int, int, int]:
    """Ano, número e versão: a seguinte do último, ou um número novo do ano."""
    validos = da_vez.validos().order_by("-ano", "-numero", "-versao")
    ultimo = validos.first()
    if ultimo and not outro_numero:
        return ultimo.ano, ultimo.numero, ultimo.versao + 1
    ano = timezone.localdate().year
    do_ano = validos.filter(ano=ano).first()
    return ano, do_ano.numero + 1 if do_ano else 1, 1


def _das_comuns(numero: int, ano: int) -> dict:
    dia = data_por_extenso(timezone.now())
    return {"documento": {"numero": f"{numero}/{ano}", "dia": dia}}


def _inserir_com_codigo(documento: DocumentoGerado) -> None:
    """Com 59 bits de sorte um código repetido não acontece; se acontecer, sorteia outro."""
    while True:
        documento.codigo = sortear_codigo()
        if not DocumentoGerado.objects.filter(codigo=documento.codigo).exists():
            documento.save()
            return


# --- Escrever


def escrever_documento(documento_id: int) -> None:
    """Escreve todos os formatos de um documento na fila, uma vez só, por mais que se chame."""
    if not DocumentoGerado.objects.all().reservar(documento_id, por=RESERVA):
        return
    documentos = DocumentoGerado.objects.select_related(
        "orgao__municipio", "versao_do_modelo", "pedido_por", "brasao"
    )
    documento = documentos.get(pk=documento_id)
    try:
        _guardar(documento, _escrever(documento))
    except pdf.FaltamBibliotecas as falta:
        _falhar(documento, str(falta))
    except DatabaseError:
        raise  # a reserva vence e a varredura chama de novo
    except Exception:
        registro.exception("O documento %s não saiu", documento_id)
        _falhar(documento, IMPREVISTO)


def _escrever(documento: DocumentoGerado) -> dict[Formato, bytes]:
    tipo = tipo_de(documento.tipo)
    folha = folha_de(documento)
    return {formato: ESCRITORES[formato](folha) for formato in tipo.formatos}


def folha_de(documento: DocumentoGerado) -> Folha:
    """O documento como cada formato o recebe."""
    municipio = documento.orgao.municipio.nome
    return Folha(
        titulo=documento.titulo,
        identificacao=documento.identificacao,
        orgao=documento.orgao.nome,
        unidade=f"Município de {municipio}, Estado de São Paulo",
        codigo=documento.codigo_escrito,
        endereco=endereco_de_verificacao(documento),
        dia=timezone.localdate(documento.pedido_em),
        corpo=motor.preencher(documento.versao_do_modelo.texto, documento.contexto),
        brasao=_bytes_do_brasao(documento),
    )


def _bytes_do_brasao(documento: DocumentoGerado) -> bytes:
    if documento.brasao is None or documento.brasao.expurgado:
        return b""
    with documento.brasao.abrir() as imagem:
        return imagem.read()


@transaction.atomic
def _guardar(documento: DocumentoGerado, conteudos: dict[Formato, bytes]) -> None:
    """Os arquivos e a situação, juntos, ou nada; se outro já terminou, fica o que ele fez."""
    na_fila = DocumentoGerado.objects.na_fila().select_for_update(of=("self",))
    if not na_fila.filter(pk=documento.pk).exists():
        return
    for formato, conteudo in conteudos.items():
        arquivo = guardar_escrito(
            documento.orgao,
            conteudo,
            nome=nome_do_arquivo(documento, formato),
            tipo=TIPOS[formato],
            por=documento.pedido_por,
        )
        ArquivoDoDocumento.objects.create(documento=documento, formato=formato, arquivo=arquivo)
    DocumentoGerado.objects.filter(pk=documento.pk).terminar(Situacao.PRONTO)


def nome_do_arquivo(documento: DocumentoGerado, formato: Formato) -> str:
    """Sem a extensão: oficio_de_solicitacao-1-2026-v2."""
    final = "-sei" if formato == Formato.HTML else ""
    return f"{documento.tipo}-{documento.numero}-{documento.ano}-v{documento.versao}{final}"


def _falhar(documento: DocumentoGerado, motivo: str) -> None:
    DocumentoGerado.objects.filter(pk=documento.pk).terminar(Situacao.FALHOU, motivo)


# --- Cuidar


def retomar_parados() -> int:
    """Chama de novo os que ficaram sem trabalhador; desiste do que já matou vários."""
    parados = DocumentoGerado.objects.parados(timezone.now(), PARADO_DEPOIS_DE)
    exaustos = parados.filter(tentativas__gte=TENTATIVAS)
    exaustos.terminar(Situacao.FALHOU, IMPREVISTO)
    ids: Iterable[int] = list(parados.order_by("pk").values_list("pk", flat=True))
    for documento_id in ids:
        chamar_tarefa(ESCREVER, documento_id)
    return len(ids)
