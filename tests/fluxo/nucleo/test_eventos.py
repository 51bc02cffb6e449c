"""O que cada comando grava, campo por campo: o registro é para sempre, e quem o lê conta com isto.

`eventos.json` guarda os eventos de cada história. Mudou de propósito? Refaça com
`python -m tests.fluxo.nucleo.test_eventos` e leia a diferença, campo por campo.
"""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.declaracao import DiasUteis
from seicidades.fluxo.nucleo.comandos import Ator
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.eventos import Evento
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    FAZ_TUDO,
    GERENTE,
    GESTOR_SEI,
    GESTOR_TI,
    OUTRO_GERENTE,
    SEGUNDA,
    Mundo,
    com_item,
    em_nome,
    iniciada,
)
from tests.fluxo.nucleo.preparos import PREPAROS

ARQUIVO = Path(__file__).with_name("eventos.json")
MOTIVO = {"motivo": "Porque sim."}
DOIS_PAPEIS = Ator(10, frozenset({Papel.GERENTE, Papel.GESTOR_SEI}), Papel.GERENTE)

HISTORIAS: dict[str, Callable[[], Mundo]] = {}


def historia(funcao: Callable[[], Mundo]) -> Callable[[], Mundo]:
    HISTORIAS[funcao.__name__] = funcao
    return funcao


def dali(mundo: Mundo) -> Mundo:
    """O que veio antes só prepara: conta-se daqui em diante."""
    mundo.registro.clear()
    return mundo


@historia
def fato_vai_e_volta():
    """Satisfeito por quem gravou, perdido, satisfeito de novo noutro dia por ninguém."""
    mundo = dali(iniciada().fazer("oficio").vale("cadastro"))
    mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Feito.", em=date(2026, 2, 27))
    mundo.vale("cadastro", False).reavaliar()
    mundo.no_dia(date(2026, 3, 5)).vale("cadastro").reavaliar()
    return mundo


@historia
def fato_de_antes_do_comeco():
    mundo = Mundo().vale("cadastro").vale("uso")
    mundo.dar(C.INICIAR, em=date(2026, 2, 27))
    return mundo


@historia
def fato_de_item_declarado_nao_conta():
    mundo = iniciada().vale("oficio")
    mundo.reavaliar()
    return mundo


@historia
def perdido_depois_de_aprovado():
    mundo = dali(iniciada().aprovar("comeco")).no_dia(date(2026, 3, 4)).vale("cadastro", False)
    mundo.reavaliar()
    mundo.no_dia(date(2026, 3, 6)).vale("cadastro").reavaliar()
    return mundo


@historia
def perdido_na_trilha_e_do_lado_dela():
    roteiro = com_item("tabela", por_fato=True, lado=Lado.SGGD, papel=Papel.GERENTE)
    mundo = Mundo(roteiro=roteiro).iniciar().aprovar("comeco").fazer("decreto").fazer("redes")
    dali(mundo.aprovar("arquivo")).vale("tabela", False).reavaliar()
    return mundo


@historia
def do_comeco_ao_fim():
    mundo = iniciada().no_dia(date(2026, 3, 4)).aprovar("comeco").no_dia(date(2026, 3, 9))
    mundo.aprovar("meio").aprovar("arquivo").no_dia(date(2026, 3, 12))
    return mundo.aprovar("fim")


@historia
def trilha_antes_da_segunda():
    """Aprovar a trilha não abre nada, nem a etapa da linha principal que vem depois dela."""
    mundo = dali(iniciada().aprovar("comeco").fazer("decreto").enviar("arquivo"))
    mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="arquivo")
    return mundo


@historia
def desfeitas():
    mundo = dali(iniciada().habilitar())
    mundo.dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="fim", **MOTIVO)
    outra = dali(iniciada().fazer("decreto").aprovar("comeco")).no_dia(date(2026, 3, 3))
    outra.dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="comeco", **MOTIVO)
    mundo.registro += outra.registro
    return mundo


@historia
def reabertas():
    mundo = dali(iniciada().habilitar().aprovar("arquivo")).no_dia(date(2026, 3, 10))
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="arquivo", itens=["tabela"], **MOTIVO)
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", itens=["oficio"], **MOTIVO)
    return mundo


@historia
def devolvida_corrigida_e_devolvida():
    mundo = dali(iniciada().no_dia(date(2026, 3, 13)).enviar("comeco")).no_dia(date(2026, 3, 18))
    mundo.devolver("comeco", "oficio", "cadastro").fazer("oficio").fazer("cadastro")
    mundo.enviar("comeco").no_dia(date(2026, 3, 27))
    return mundo.devolver("comeco", "oficio")


@historia
def devolvida_com_o_relogio_da_prodesp_correndo():
    mundo = Mundo(roteiro=com_item("conferencia", por_fato=True)).iniciar()
    dali(mundo.enviar("comeco")).vale("conferencia", False).reavaliar()
    mundo.no_dia(date(2026, 3, 12)).devolver("comeco", "conferencia")
    return mundo


@historia
def enviada_com_o_que_os_fatos_ja_satisfazem():
    mundo = dali(iniciada().fazer("oficio").fazer("conferencia").fazer("extrato"))
    mundo.vale("cadastro").dar(C.ENVIAR_ETAPA, GESTOR_SEI, etapa="comeco", em=date(2026, 2, 27))
    return mundo


@historia
def dispensas_e_devolucao():
    mundo = dali(iniciada().aprovar("comeco").enviar("meio").devolver("meio", "decreto"))
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    mundo.dar(C.NEGAR_DISPENSA, GERENTE, item="decreto", **MOTIVO)
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    mundo.dar(C.CONFIRMAR_DISPENSA, GERENTE, item="decreto")
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="decreto")
    return mundo


@historia
def suspensa_desistente_e_de_volta():
    mundo = iniciada().no_dia(date(2026, 3, 4))
    mundo.dar(C.SUSPENDER, GERENTE, retomar_em="2026-03-20", **MOTIVO)
    mundo.no_dia(date(2026, 3, 6)).dar(C.DESISTIR, GERENTE, **MOTIVO)
    mundo.no_dia(date(2026, 3, 9)).dar(C.READMITIR, GERENTE, **MOTIVO)
    mundo.no_dia(date(2026, 3, 11)).dar(C.RETOMAR, GERENTE)
    return mundo


@historia
def prorrogados():
    mundo = iniciada().no_dia(date(2026, 3, 4))
    mundo.dar(C.PRORROGAR_PRAZO, etapa="comeco", ate="2026-03-27", **MOTIVO)
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="sggd", alvo="oficio")
    mundo.dar(C.PRORROGAR_PRAZO, item="oficio", ate="2026-04-10", **MOTIVO)
    return mundo


@historia
def retificadas():
    mundo = dali(iniciada().aprovar("comeco").aprovar("meio").fazer("aulas").produzir())
    producao, oficio = mundo.estado.producao_seq, mundo.item("oficio").dado_seq
    mundo.no_dia(date(2026, 3, 5))
    certo = {"motivo": "Engano.", "valor": "2026-03-02"}
    mundo.dar(C.RETIFICAR, GERENTE, seq=producao, campo="data", **certo)
    mundo.dar(C.RETIFICAR, GERENTE, seq=oficio, campo="ocorreu_em", **certo)
    mundo.dar(C.RETIFICAR, GERENTE, seq=1, campo="ocorreu_em", **certo | {"valor": "2026-02-02"})
    mundo.dar(C.RETIFICAR, GERENTE, seq=producao, campo="data", **certo | {"valor": ""})
    return mundo


@historia
def feriado_que_move_e_prazo_que_muda():
    mundo = iniciada()
    mundo.feriados.add(date(2026, 3, 12))
    mundo.reavaliar()
    return mundo


@historia
def reavaliar_so_a_vez():
    """O roteiro passou a pedir menos do município: só a vez e os relógios mudam."""
    mundo = iniciada()
    mundo.roteiro = com_item("oficio", lado=Lado.SGGD, papel=Papel.GERENTE)
    mundo.no_dia(date(2026, 3, 5)).reavaliar()
    return mundo


@historia
def importada_por_inteiro():
    mundo = Mundo()
    dias = {"comeco": "2025-10-01", "meio": "2025-11-03", "arquivo": "2025-12-01"}
    dados = {"etapas": list(dias), "datas": dias, "data": "2026-01-12", "fonte": "Planilha."}
    mundo.dar(C.IMPORTAR_SITUACAO, GERENTE, em=date(2025, 9, 1), **dados)
    return mundo


@historia
def importadas_habilitada_suspensa_e_desistente():
    dias = {"comeco": "2025-10-01", "meio": "2025-11-03", "fim": "2026-02-02"}
    todas = {"etapas": list(dias), "datas": dias, "data": "2026-01-12"}
    parada = {"motivo": "Eleições.", "retomar_em": "2026-04-10"}
    mundo = Mundo()
    for dados in (todas, parada | {"situacao": "suspensa"}, parada | {"situacao": "desistente"}):
        outra = Mundo()
        outra.dar(C.IMPORTAR_SITUACAO, GERENTE, em=date(2025, 9, 1), fonte="Planilha.", **dados)
        mundo.registro += outra.registro
    return mundo


@historia
def em_que_papel_se_age():
    """O do item, o de quem envia, o de gerente; em nome de outro, o próprio; senão, o do Estado."""
    mundo = iniciada()
    mundo.dar(C.CONCLUIR_ITEM, DOIS_PAPEIS, item="oficio", texto="Feito.")
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="oficio")
    falando = replace(DOIS_PAPEIS, em_nome_de="municipio", origem="telefone")
    mundo.dar(C.CONCLUIR_ITEM, falando, item="oficio", texto="Feito.")
    mundo.dar(C.CONCLUIR_ITEM, em_nome("sggd", "sei"), item="extrato", texto="Feito.")
    mundo.dar(C.CONCLUIR_ITEM, DOIS_PAPEIS, item="conferencia")
    mundo.vale("cadastro").dar(C.ALTERAR_FATOS, GESTOR_SEI, item="cadastro", resumo="Feito.")
    mundo.dar(C.ENVIAR_ETAPA, replace(FAZ_TUDO, id=11), etapa="comeco")
    mundo.dar(C.APROVAR_ETAPA, OUTRO_GERENTE, etapa="comeco")
    mundo.dar(C.DECLARAR_BLOQUEIO, GESTOR_TI, motivo_bloqueio="outro", dono="prodesp", alvo="redes")
    mundo.dar(C.DECLARAR_BLOQUEIO, DOIS_PAPEIS, motivo_bloqueio="outro", dono="prodesp")
    return mundo


@historia
def prazos_de_cada_tamanho_na_devolucao():
    """Sem prazo não se completa; com menos que os dias de correção, sim; com mais, não."""
    roteiro = com_item("decreto", com_item("redes", prazo=DiasUteis(2)), prazo=None)
    mundo = Mundo(roteiro=roteiro).iniciar().fazer("decreto").fazer("redes").aprovar("comeco")
    return dali(mundo.enviar("meio")).devolver("meio", "decreto", "redes")


def _do_preparo(tipo: C) -> Callable[[], Mundo]:
    def contar():
        pedido = PREPAROS[tipo]()
        pedido.mundo.registro.clear()
        pedido.mundo.no_dia(SEGUNDA, hora=15)
        pedido.dar()
        return pedido.mundo

    return contar


HISTORIAS.update({f"comando {tipo.value}": _do_preparo(tipo) for tipo in C})


def eventos(nome: str) -> list[dict]:
    """Os eventos de uma história, como o JSON os guarda."""
    feitos = [_em_dados(evento) for evento in HISTORIAS[nome]().registro]
    return json.loads(json.dumps(feitos))


def _em_dados(evento: Evento) -> dict:
    """Todos os campos; os vazios não ocupam lugar."""
    campos = {c.name: getattr(evento, c.name) for c in fields(evento)}
    campos |= dict(evento.dados)
    campos |= {c: campos[c].isoformat() for c in ("ocorreu_em", "registrado_em")}
    return {c: v for c, v in campos.items() if v not in ("", None, {}) and c != "dados"}


@pytest.mark.parametrize("nome", list(HISTORIAS))
def test_os_eventos_gravados_sao_exatamente_estes(nome):
    assert eventos(nome) == json.loads(ARQUIVO.read_text())[nome]


def test_nao_sobra_historia_guardada():
    assert set(json.loads(ARQUIVO.read_text())) == set(HISTORIAS)


if __name__ == "__main__":
    guardados = {nome: eventos(nome) for nome in HISTORIAS}
    linhas = (
        f"{json.dumps(nome, ensure_ascii=False)}: [\n"
        + ",\n".join(f"  {json.dumps(e, ensure_ascii=False)}" for e in lista)
        + "\n]"
        for nome, lista in guardados.items()
    )
    ARQUIVO.write_text("{\n" + ",\n".join(linhas) + "\n}\n")
