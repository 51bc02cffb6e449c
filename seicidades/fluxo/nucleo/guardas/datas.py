"""Datas do pedido, prazos e retificações."""

from collections.abc import Iterator
from datetime import date, timedelta

from seicidades.comum.dias_uteis import SABADO, Calendario
from seicidades.fluxo.nucleo.caso import Caso, Guarda
from seicidades.fluxo.nucleo.comandos import Recusa
from seicidades.fluxo.nucleo.estado import POR_FAZER

# Mais longe que isto é engano de digitação, e o calendário não conhece os feriados.
ANOS_A_FRENTE = 5
_FIM_DE_SEMANA = {SABADO: ": sábado", SABADO + 1: ": domingo"}


def nao_no_futuro(caso: Caso) -> Iterator[Recusa]:
    yield from _no_futuro(caso, caso.ocorreu_em)


def _no_futuro(caso: Caso, dia: date) -> Iterator[Recusa]:
    if dia > caso.hoje:
        yield Recusa(
            "data_no_futuro",
            f"{dia:%d/%m/%Y} ainda não chegou.",
            "Registre depois que acontecer, ou corrija a data.",
        )


def sempre_agora(caso: Caso) -> Iterator[Recusa]:
    if caso.ocorreu_em != caso.hoje:
        yield Recusa(
            "so_agora",
            "Esta decisão vale a partir de agora; não se registra com outra data.",
            "Deixe a data em branco.",
        )


def data_exigida(campo: str, rotulo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if caso.falta(campo):
            yield Recusa("falta_dado", f"Falta {rotulo}.", "Informe o dia, mês e ano.")

    return guarda


def dia_futuro_util(campo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if dia := caso.dia(campo):
            yield from recusas_do_dia(dia, caso.hoje, caso.contexto.calendario)

    return guarda


def recusas_do_dia(dia: date, hoje: date, calendario: Calendario) -> Iterator[Recusa]:
    """Por que este dia não serve para lembrar nem para vencer."""
    limite = hoje.year + ANOS_A_FRENTE
    if dia.year > limite:
        yield Recusa(
            "data_distante",
            f"{dia:%d/%m/%Y} está longe demais.",
            f"Escolha um dia até o fim de {limite}.",
        )
        return
    if dia <= hoje:
        yield Recusa(
            "data_no_passado",
            f"{dia:%d/%m/%Y} já passou ou é hoje.",
            "Escolha um dia útil depois de hoje.",
        )
    if not calendario.eh_util(dia):
        proximo = calendario.proximo_util(max(dia, hoje + timedelta(days=1)))
        yield Recusa(
            "dia_nao_util",
            f"{dia:%d/%m/%Y} não é dia útil no município{_por_que_nao_e(dia, calendario)}.",
            f"O próximo dia útil é {proximo:%d/%m/%Y}.",
        )


def _por_que_nao_e(dia: date, calendario: Calendario) -> str:
    if nome := calendario.nome_do_feriado(dia):
        return f": {nome}"
    return _FIM_DE_SEMANA.get(dia.weekday(), "")


def data_da_producao(caso: Caso) -> Iterator[Recusa]:
    """Entre o início e hoje."""
    if dia := caso.dia("data"):
        yield from _no_futuro(caso, dia)
        yield from _antes_do_inicio(caso, dia)


def _antes_do_inicio(caso: Caso, dia: date) -> Iterator[Recusa]:
    if caso.estado.inicio and dia < caso.estado.inicio:
        yield Recusa(
            "data_antes_do_inicio",
            f"{dia:%d/%m/%Y} vem antes do início da implantação, em {caso.estado.inicio:%d/%m/%Y}.",
            "Confira a data; se o início é que está errado, retifique-o.",
        )


# Prorrogação


def alvo_do_prazo(caso: Caso) -> Iterator[Recusa]:
    """Há relógio para prorrogar, e a data nova não encurta nenhum."""
    if caso.etapa is None or (caso.comando.item and caso.item is None):
        yield Recusa(
            "item_desconhecido",
            "Falta dizer de que item ou etapa é o prazo.",
            "Escolha um item ou uma etapa desta implantação.",
        )
        return
    alvos = itens_com_relogio(caso)
    if not alvos:
        yield Recusa(
            "sem_prazo",
            "Não há prazo contando aqui.",
            "Só se prorroga prazo de item por fazer cujo relógio já começou.",
            item=caso.comando.item or caso.etapa.chave,
        )
    ate = caso.dia("ate")
    for chave in alvos if ate else ():
        if (prazo := _prazo_atual(caso, chave)) > ate:
            yield Recusa(
                "encurta_prazo",
                f"O prazo de «{caso.roteiro.itens[chave].titulo}» já vai até {prazo:%d/%m/%Y}.",
                "Escolha uma data igual ou posterior.",
                item=chave,
            )


def itens_com_relogio(caso: Caso) -> list[str]:
    """Os itens alvo de uma prorrogação."""
    itens = (caso.item,) if caso.item else caso.etapa.itens
    return [
        i.chave
        for i in itens
        if caso.estado.item(i.chave).saldo is not None
        and caso.estado.item(i.chave).situacao in POR_FAZER
    ]


def _prazo_atual(caso: Caso, chave: str) -> date:
    relogio = caso.estado.item(chave)
    return relogio.prazo or caso.contexto.calendario.somar(caso.hoje, relogio.saldo)


# Retificação


def dado_retificavel(caso: Caso) -> Iterator[Recusa]:
    if alvo_da_retificacao(caso) is None:
        yield Recusa(
            "nao_retificavel",
            "Este evento e este campo não se retificam, ou o dado já foi trocado depois.",
            "Retificam-se a data do início, da produção e do que foi feito num item.",
        )


def alvo_da_retificacao(caso: Caso) -> str | None:
    """`inicio`, `producao` ou a chave do item cujo dado presente veio daquele evento."""
    seq, campo = caso.dado("seq", None), caso.dado("campo")
    if seq is None:
        return None
    if campo == "data" and seq == caso.estado.producao_seq:
        return "producao"
    if campo == "ocorreu_em" and seq == caso.estado.inicio_seq:
        return "inicio"
    if campo == "ocorreu_em":
        for chave, dado in caso.estado.itens.items():
            if dado.dado_seq == seq:
                return chave
    return None


def valor_retificado(caso: Caso) -> Iterator[Recusa]:
    alvo = alvo_da_retificacao(caso)
    valor = caso.dia("valor")
    if valor is None and alvo == "producao":
        yield from _anular_producao(caso)
    elif valor is None:
        yield from data_exigida("valor", "a data certa")(caso)
    else:
        yield from _valor_cabe(caso, alvo, valor)


def _valor_cabe(caso: Caso, alvo: str | None, valor: date) -> Iterator[Recusa]:
    yield from _no_futuro(caso, valor)
    if alvo == "producao":
        yield from _antes_do_inicio(caso, valor)
    if alvo == "inicio" and caso.estado.producao_em and valor > caso.estado.producao_em:
        yield Recusa(
            "data_depois_da_producao",
            f"{valor:%d/%m/%Y} vem depois da entrada em produção.",
            "Confira a data; se a da produção é que está errada, retifique-a.",
        )


def _anular_producao(caso: Caso) -> Iterator[Recusa]:
    ultima = caso.roteiro.principais[-1]
    if caso.estado.etapa(ultima.chave).envios:
        yield Recusa(
            "seguinte_ja_enviada",
            f"A etapa {ultima.titulo} já foi enviada; a produção não se anula mais.",
            "Retifique a data, ou devolva e reabra a etapa.",
            item=ultima.chave,
        )
