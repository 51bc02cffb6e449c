"""Monta a demonstração: gente, história pelo motor e as linhas que a confirmam."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from adesao.demonstracao import preencher as preencher_adesao
from cadastros.demonstracao import preencher as preencher_cadastros
from capacitacao.demonstracao import preencher as preencher_capacitacao
from interlocutores.demonstracao import preencher as preencher_interlocutores
from regulamentacao.demonstracao import PDF_FICTICIO
from regulamentacao.demonstracao import preencher as preencher_regulamentacao
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.demo.contatos import registrar_contatos
from seicidades.demo.enredos import ENREDOS, Enredo
from seicidades.demo.gente import criar_estado, criar_municipais
from seicidades.demo.historias import Historia
from seicidades.demo.models import Marca
from seicidades.documentos import servicos as documentos
from seicidades.fluxo import servicos
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.calendario import calendarios_dos_municipios
from seicidades.municipios.models import Orgao

PREENCHER = {
    "adesao": preencher_adesao,
    "interlocutores": preencher_interlocutores,
    "regulamentacao": preencher_regulamentacao,
    "cadastros": preencher_cadastros,
    "capacitacao": preencher_capacitacao,
}
# A trilha mora na app da regulamentação, que preenche as duas de uma vez.
APP_DA_ETAPA = {"gestao_documental": "regulamentacao"}


class BancoAlheio(Exception):
    """O banco tem dados e não é de demonstração."""


@dataclass(frozen=True)
class _Contada:
    """Uma história pronta, com o órgão e quem a gerencia."""

    historia: Historia
    gerente: Usuario


def exigir_banco_de_demonstracao() -> bool:
    """Diz se já foi carregado; falso, se está vazio e pode ser.

    Raises:
        BancoAlheio: há pessoas ou implantações e não há a marca.
    """
    if Marca.objects.exists():
        return True
    if Usuario.objects.exists() or Implantacao.objects.exists():
        raise BancoAlheio(
            "Este banco tem pessoas ou implantações e não é de demonstração: nada foi mudado. "
            "Aponte a demonstração para um banco vazio ou para outra pasta de dados (--dados)."
        )
    return False


@transaction.atomic
def carregar(*, senha: str, vazia: bool) -> int:
    """Carrega tudo ou nada. Devolve quantas implantações há."""
    if exigir_banco_de_demonstracao():
        return Implantacao.objects.count()
    Marca.objects.create(vazia=vazia)
    servicos.publicar_roteiro()
    estado = criar_estado(senha)
    if vazia:
        return 0
    contadas = list(_contar_historias(estado, senha))
    implantacoes = servicos.carregar_historico(
        ((c.historia.orgao, c.historia.passos) for c in contadas),
        calendarios={c.historia.orgao.municipio_id: c.historia.calendario for c in contadas},
    )
    for implantacao, contada in zip(implantacoes, contadas, strict=True):
        _preencher_etapas(implantacao, contada)
    registrar_contatos()
    return len(implantacoes)


def _contar_historias(estado: dict[str, Usuario], senha: str) -> Iterator[_Contada]:
    orgaos = {
        o.municipio.codigo_ibge: o
        for o in Orgao.objects.prefeituras()
        .filter(municipio__codigo_ibge__in=[e.codigo_ibge for e in ENREDOS])
        .select_related("municipio")
    }
    pessoas = criar_municipais([e.codigo_ibge for e in ENREDOS], senha)
    calendarios = calendarios_dos_municipios(o.municipio_id for o in orgaos.values())
    for enredo in ENREDOS:
        orgao = orgaos[enredo.codigo_ibge]
        gerente = estado["gerente2" if enredo.segunda_gerente else "gerente"]
        aprovador = estado["gerente" if enredo.segunda_gerente else "gerente2"]
        arquivo = documentos.guardar(
            orgao, SimpleUploadedFile("comprovante.pdf", PDF_FICTICIO, "application/pdf"), gerente
        )
        rascunho = Historia(
            orgao=orgao,
            roteiro=servicos.roteiro_publicado().roteiro,
            calendario=calendarios[orgao.municipio_id],
            pessoas=pessoas[enredo.codigo_ibge],
            gerente=gerente,
            aprovador=aprovador,
            arquivo=str(arquivo.pk),
            dia=date(2025, 1, 6),
            ritmo=enredo.ritmo,
            sorte=Random(enredo.codigo_ibge),  # noqa: S311 (repetível de propósito)
        )
        historia = _acabar_em(rascunho, enredo)
        _vincular(historia, gerente)
        yield _Contada(historia, gerente)


def _acabar_em(rascunho: Historia, enredo: Enredo) -> Historia:
    """Conta uma vez para medir e outra para acabar no dia que o enredo pede."""
    fim = rascunho.calendario.somar(timezone.localdate(), -enredo.ultimo_passo)
    fim = rascunho.calendario.somar(fim + timedelta(days=1), -1)
    comeco = rascunho.calendario.somar(fim, -_duracao(rascunho, enredo))
    historia = _nova(rascunho, enredo, comeco)
    enredo.contar(historia)
    return historia


def _duracao(rascunho: Historia, enredo: Enredo) -> int:
    """Dias úteis do começo ao fim: os mesmos em qualquer data, pelo mesmo sorteio."""
    ensaio = _nova(rascunho, enredo, rascunho.dia)
    enredo.contar(ensaio)
    return ensaio.calendario.contar(rascunho.dia, ensaio.dia)


def _nova(rascunho: Historia, enredo: Enredo, dia: date) -> Historia:
    return Historia(
        orgao=rascunho.orgao,
        roteiro=rascunho.roteiro,
        calendario=rascunho.calendario,
        pessoas=rascunho.pessoas,
        gerente=rascunho.gerente,
        aprovador=rascunho.aprovador,
        arquivo=rascunho.arquivo,
        dia=dia,
        ritmo=enredo.ritmo,
        sorte=Random(enredo.codigo_ibge),  # noqa: S311 (repetível de propósito)
    )


def _vincular(historia: Historia, gerente: Usuario) -> None:
    """Os papéis valem desde o começo da história; a pessoa sem conta ativa não existe aqui."""
    inicio = historia.passos[0].agora.date()
    titulares = {Papel.GERENTE: gerente, **historia.pessoas}
    Vinculo.objects.bulk_create(
        Vinculo(
            usuario=usuario,
            orgao=historia.orgao,
            papel=papel.value,
            inicio=inicio,
            ato="Designação fictícia da demonstração",
        )
        for papel, usuario in titulares.items()
    )


def _preencher_etapas(implantacao: Implantacao, contada: _Contada) -> None:
    """As linhas de cada etapa que tornam verdade o que a história deu por satisfeito."""
    roteiro = implantacao.roteiro
    por_app: dict[str, dict[str, date]] = {app: {} for app in PREENCHER}
    for item, dia in contada.historia.datas.items():
        etapa = roteiro.etapa_do_item[item].chave
        por_app[APP_DA_ETAPA.get(etapa, etapa)][item] = dia
    for app, datas in por_app.items():
        PREENCHER[app](implantacao, datas, por=contada.gerente)
