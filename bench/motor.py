"""O motor: comandos por segundo ao lado do mínimo que o ORM faria, e a dobra do registro."""

import itertools
import time
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from bench import dados
from bench.medida import Medida, contando, segundos
from seicidades.fluxo import registro, servicos
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.nucleo.evolucao import reconstituir

FATOS = ("adesao_", "interlocutores_", "regulamentacao_", "cadastros_", "capacitacao_", "contas_")
PISO_DA_DOBRA_S = 1.0


def medir() -> Iterator[Medida]:
    dados.comecar()
    implantacao = (
        Implantacao.objects.da_carteira_de(dados.gerente(), timezone.localdate())
        .filter(situacao="em_andamento", andamentos__isnull=False)
        .order_by("-seq", "pk")
        .first()
    )
    vezes, quem, ultimo = itertools.count(), dados.gerente(), 0

    def comandar() -> None:
        nonlocal ultimo
        volta = next(vezes)
        comando = _comando(volta, ultimo, implantacao.etapa_atual)
        ultimo = servicos.executar(implantacao, comando, quem, chave=f"medida-{volta}").seq

    with contando() as feitas:
        comandar()
    comandar()
    outra = Implantacao.objects.exclude(pk=implantacao.pk).filter(seq__gt=0).order_by("pk").first()
    do_motor, do_piso = segundos(comandar, lambda: _piso(outra), vezes=60)
    fora = [sql for sql in feitas if not any(f'"{nome}' in sql for nome in FATOS)]
    yield Medida("motor.comandos_por_s", 1 / do_motor, "1/s", do_motor / do_piso)
    yield Medida("motor.sql_por_comando", len(fora), "consultas")
    yield Medida("motor.razao", do_piso / do_motor, "vezes o piso", do_motor / do_piso)
    yield Medida("motor.eventos_por_s_cpu", _eventos_por_segundo(), "1/s de CPU")


def _comando(volta: int, bloqueio: int, etapa: str) -> Comando:
    """Declara um bloqueio e o dá por resolvido, em rodízio: um evento por comando."""
    if volta % 2 == 0:
        texto = {"motivo_bloqueio": "sem_acesso", "dono": "prodesp", "texto": "Só para medir."}
        return Comando(TipoDeComando.DECLARAR_BLOQUEIO, dados=texto | {"alvo": etapa})
    return Comando(TipoDeComando.RESOLVER_BLOQUEIO, dados={"bloqueio": bloqueio})


def _piso(implantacao: Implantacao) -> None:
    """Trava a linha, muda um campo e insere um registro: menos que isto não há."""
    with transaction.atomic():
        travada = Implantacao.objects.select_for_update().get(pk=implantacao.pk)
        travada.seq += 1
        travada.atualizada_em = timezone.now()
        travada.save(update_fields=["seq", "estado", "atualizada_em"])
        Andamento.objects.create(
            implantacao=travada,
            seq=travada.seq,
            tipo="bloqueio_declarado",
            dados={"medida": travada.seq},
            registrado_em=travada.atualizada_em,
            ocorreu_em=timezone.localdate(),
            origem="sistema",
            hash="0" * 64,
        )


def _eventos_por_segundo() -> float:
    """Só a dobra: os eventos já lidos, repetidos por um segundo de CPU."""
    maior = Implantacao.objects.filter(andamentos__chave__startswith="medida").first()
    eventos = list(registro.eventos_de(maior.andamentos.order_by("seq")))
    dobrados, inicio = 0, time.process_time()
    while time.process_time() - inicio < PISO_DA_DOBRA_S:
        reconstituir(eventos)
        dobrados += len(eventos)
    return dobrados / (time.process_time() - inicio)
