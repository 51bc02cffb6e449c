"""Enviar, conferir, escolher e gravar uma carga da carteira."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from seicidades.comum.tabela_csv import ArquivoRecusado, Problema
from seicidades.contas.models import Usuario
from seicidades.contas.servicos import Recusa as RecusaDeContas
from seicidades.correio.servicos import chamar_tarefa
from seicidades.documentos.models.planilha import PARADA_DEPOIS_DE, VALIDADE
from seicidades.documentos.servicos import planilhas
from seicidades.fluxo.servicos import (
    ImplantacaoOcupada,
    Recusado,
    roteiro_publicado,
    traduzir_trava,
)
from seicidades.importacao.aplicacao import aplicar, trancar
from seicidades.importacao.colunas import Leiaute, leiaute
from seicidades.importacao.comparacao import montar_plano
from seicidades.importacao.leitura import Leitura, ler_registros
from seicidades.importacao.models import Carga, Situacao
from seicidades.importacao.planilha import ler_planilha
from seicidades.importacao.plano import (
    ARQUIVO,
    NOSSO,
    OPCOES,
    Diferenca,
    Efeito,
    Plano,
    Progresso,
    sem_progresso,
)
from seicidades.importacao.retrato import lugares_do_estado, tirar

CONFERIR = "seicidades.importacao.tasks.conferir"
GRAVAR = "seicidades.importacao.tasks.gravar"
CONFERIDOS = ("conferencia_cifrada", "digest", "resumo")
MUDOU = "O que há aqui mudou depois da conferência. Nada foi gravado: confira de novo."


class CargaRecusada(Exception):
    """Não dá para gravar agora; a mensagem diz por quê e o que fazer."""


# Enviar


def enviar(nome: str, conteudo: bytes, por: Usuario) -> Carga:
    """Guarda o arquivo cifrado e chama quem o confere."""
    carga = nova(nome, conteudo, por)
    transaction.on_commit(partial(chamar_tarefa, CONFERIR, str(carga.pk)))
    return carga


def nova(nome: str, conteudo: bytes, por: Usuario) -> Carga:
    return Carga.nova(nome, conteudo, por)


# Conferir


def planejar(
    carga: Carga, escolhas: Mapping[str, str], progresso: Progresso = sem_progresso
) -> Plano:
    """Lê o arquivo e o confronta com o que há agora.

    Raises:
        ArquivoRecusado: se nem dá para ler.
    """
    colunas = leiaute(roteiro_publicado().roteiro)
    leitura = ler_carga(carga, colunas)
    retrato = tirar(leitura.registros, carga.enviada_por)
    return montar_plano(
        leitura, colunas, retrato, fonte=carga.fonte, escolhas=escolhas, progresso=progresso
    )


def ler_carga(carga: Carga, colunas: Leiaute) -> Leitura:
    planilha = ler_planilha(carga.conteudo, carga.nome_do_arquivo, colunas)
    return ler_registros(planilha, colunas, lugares_do_estado())


def conferir(carga: Carga, aviso: str = "") -> Carga:
    """Refaz a conferência e guarda o que a página mostra. Repetir dá o mesmo."""
    carga.comecar()
    try:
        plano = planejar(carga, carga.escolhas, partial(anotar_progresso, carga))
    except (ArquivoRecusado, Recusado) as recusado:
        problemas = getattr(recusado, "problemas", None) or _das_recusas(recusado)
        carga.conferencia = {"problemas": [asdict(p) for p in problemas], "diferencas": []}
        carga.digest, carga.resumo = "", {"problemas": len(problemas)}
        return carga.passar(Situacao.RECUSADA, *CONFERIDOS, aviso=aviso)
    _guardar(carga, plano)
    situacao = Situacao.RECUSADA if plano.problemas else Situacao.CONFERIDA
    return carga.passar(situacao, *CONFERIDOS, aviso=aviso)


def _das_recusas(recusado: Recusado) -> list[Problema]:
    return [Problema(r.codigo, r.mensagem, r.saida) for r in recusado.recusas]


def _guardar(carga: Carga, plano: Plano) -> None:
    problemas = sorted(plano.problemas, key=lambda p: (p.linha or 0, p.coluna))
    carga.conferencia = {
        "diferencas": [asdict(d) for d in plano.diferencas],
        "problemas": [asdict(p) for p in problemas],
        "notas": plano.leitura.notas,
    }
    carga.digest = plano.digest
    contagem = {efeito.value: 0 for efeito in Efeito}
    for diferenca in plano.diferencas:
        contagem[diferenca.efeito] += 1
    com_mudanca = {d.orgao_id for d in plano.diferencas if d.efeito != Efeito.FICA}
    carga.resumo = contagem | {
        "linhas": len(plano.leitura.planilha.linhas),
        "cidades": len(com_mudanca),
        "iguais": len(plano.leitura.registros) - len({d.orgao_id for d in plano.diferencas}),
        "problemas": len(plano.problemas),
    }


# Progresso: fora do banco, porque a gravação só aparece no fim


def anotar_progresso(carga: Carga, feitas: int, total: int) -> None:
    cache.set(f"importacao:{carga.pk}", (feitas, total), timeout=600)


def progresso_de(carga: Carga) -> tuple[int, int]:
    return cache.get(f"importacao:{carga.pk}") or (0, 0)


# Escolher


def diferencas_de(carga: Carga) -> list[Diferenca]:
    return [Diferenca(**d) for d in carga.conferencia.get("diferencas", [])]


def por_escolher(carga: Carga) -> list[Diferenca]:
    return [
        d
        for d in diferencas_de(carga)
        if d.efeito == Efeito.ESCOLHA and carga.escolhas.get(d.chave) not in OPCOES
    ]


@transaction.atomic
def escolher(carga: Carga, escolhas: Mapping[str, str]) -> Carga:
    """Guarda as escolhas e manda conferir de novo, porque elas mudam o que passa.

    Raises:
        CargaRecusada: se a carga já não se muda.
    """
    carga = Carga.objects.select_for_update(of=("self",)).get(pk=carga.pk)
    if carga.situacao not in (Situacao.CONFERIDA, Situacao.RECUSADA):
        raise CargaRecusada("Esta carga está em andamento ou já foi gravada; nada mudou.")
    chaves = {d.chave for d in diferencas_de(carga) if d.efeito == Efeito.ESCOLHA}
    validas = {c: v for c, v in escolhas.items() if c in chaves and v in OPCOES}
    carga.escolhas = carga.escolhas | validas
    carga.passar(Situacao.NA_FILA, "escolhas")
    transaction.on_commit(partial(chamar_tarefa, CONFERIR, str(carga.pk)))
    return carga


def escolher_todas(carga: Carga, opcao: str) -> Carga:
    chaves = [d.chave for d in diferencas_de(carga) if d.efeito == Efeito.ESCOLHA]
    return escolher(carga, dict.fromkeys(chaves, opcao))


# Gravar


@transaction.atomic
def pedir_gravacao(carga: Carga) -> Carga:
    """Confere que nada falta e chama quem grava.

    Raises:
        CargaRecusada: com problemas, conflitos por resolver ou fora de hora.
    """
    carga = Carga.objects.select_for_update(of=("self",)).get(pk=carga.pk)
    if carga.situacao != Situacao.CONFERIDA:
        raise CargaRecusada(f"Esta carga está {carga.get_situacao_display()} e não se grava agora.")
    if faltam := len(por_escolher(carga)):
        raise CargaRecusada(f"Faltam {faltam} escolhas entre o que temos e o que o arquivo diz.")
    carga.passar(Situacao.A_GRAVAR)
    transaction.on_commit(partial(chamar_tarefa, GRAVAR, str(carga.pk)))
    return carga


def gravar(carga: Carga) -> Carga:
    """Tudo ou nada. Se o mundo mudou desde a conferência, volta a ser conferida."""
    try:
        with traduzir_trava(), transaction.atomic():
            gravada = _gravar(carga.pk)
    except (Recusado, RecusaDeContas, IntegrityError, ArquivoRecusado):
        gravada = None
    except ImplantacaoOcupada as ocupada:
        return carga.passar(Situacao.CONFERIDA, aviso=str(ocupada))
    except ValidationError as erro:
        frases = " ".join(erro.messages)
        return carga.passar(Situacao.RECUSADA, aviso=f"Nada foi gravado. {frases}"[:500])
    if gravada is not None:
        return gravada
    carga = Carga.objects.get(pk=carga.pk)
    if carga.situacao == Situacao.A_GRAVAR:
        conferir(carga, aviso=MUDOU)
    return carga


def _gravar(pk) -> Carga | None:
    carga = (
        Carga.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, situacao=Situacao.A_GRAVAR)
        .select_related("enviada_por")
        .first()
    )
    if carga is None:
        return Carga.objects.get(pk=pk)  # outra passada grava, ou já gravou
    colunas = leiaute(roteiro_publicado().roteiro)
    trancar([r.lugar.orgao_id for r in ler_carga(carga, colunas).registros])
    plano = planejar(carga, carga.escolhas, partial(anotar_progresso, carga))
    if plano.problemas or plano.por_escolher() or plano.digest != carga.digest:
        return None
    feito = aplicar(plano, chave=f"carga:{carga.pk}")
    carga.resumo = carga.resumo | {"feito": feito}
    carga.gravada_em = timezone.now()
    carga.conteudo_cifrado = carga.conferencia_cifrada = None
    return carga.passar(
        Situacao.GRAVADA,
        "resumo",
        "gravada_em",
        "conteudo_cifrado",
        "conferencia_cifrada",
    )


# Cuidar


def retomar_paradas() -> int:
    """Chama de novo as que ficaram sem trabalhador; apaga as vencidas. Diz quantas chamou."""
    return planilhas.varrer(Carga, _chamar)


def _chamar(situacao: Situacao, carga_id: str) -> None:
    chamar_tarefa(GRAVAR if situacao == Situacao.A_GRAVAR else CONFERIR, carga_id)


def descartar(carga: Carga) -> None:
    """Apaga um arquivo que não se vai gravar.

    Raises:
        CargaRecusada: gravada ou a gravar, faz parte da história.
    """
    apagadas, _ = (
        Carga.objects.filter(pk=carga.pk)
        .exclude(situacao__in=[Situacao.A_GRAVAR, Situacao.GRAVADA])
        .delete()
    )
    if not apagadas:
        raise CargaRecusada("Esta carga já foi mandada gravar e não se descarta mais.")


__all__ = [
    "ARQUIVO",
    "NOSSO",
    "PARADA_DEPOIS_DE",
    "VALIDADE",
    "CargaRecusada",
    "conferir",
    "descartar",
    "diferencas_de",
    "enviar",
    "escolher",
    "escolher_todas",
    "gravar",
    "nova",
    "pedir_gravacao",
    "planejar",
    "por_escolher",
    "progresso_de",
    "retomar_paradas",
]
