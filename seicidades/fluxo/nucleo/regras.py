"""A tabela do motor: cada comando, quem pode, o que precisa, que evento gera."""

from collections.abc import Iterable
from dataclasses import dataclass

from seicidades.fluxo.nucleo import guardas as g
from seicidades.fluxo.nucleo.caso import Caso, Guarda
from seicidades.fluxo.nucleo.comandos import (
    Ator,
    Comando,
    Contexto,
    Recusa,
    TipoDeComando,
)
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import Estado
from seicidades.fluxo.nucleo.eventos import TipoDeEvento


@dataclass(frozen=True)
class Regra:
    """Args:
    quem: guardas de papel.
    precisa: guardas do estado e dos fatos.
    dados: guardas do que foi informado no pedido.
    """

    evento: TipoDeEvento
    quem: tuple[Guarda, ...]
    precisa: tuple[Guarda, ...] = ()
    dados: tuple[Guarda, ...] = ()


_C, _E = TipoDeComando, TipoDeEvento

REGRAS: dict[TipoDeComando, Regra] = {
    _C.INICIAR: Regra(_E.IMPLANTACAO_INICIADA, (g.gerente_da_carteira,)),
    _C.CONCLUIR_ITEM: Regra(
        _E.ITEM_CONCLUIDO,
        (g.papel_do_item,),
        (
            g.item_existe,
            g.declarado,
            g.etapa_editavel,
            g.item_por_fazer,
            g.dependencias_resolvidas,
            g.fase_do_item_aberta,
        ),
        (g.arquivo_exigido,),
    ),
    _C.REABRIR_ITEM: Regra(
        _E.ITEM_REABERTO,
        (g.papel_do_item,),
        (g.item_existe, g.etapa_editavel, g.item_reabrivel),
    ),
    _C.ALTERAR_FATOS: Regra(
        _E.FATO_REGISTRADO,
        (g.papel_do_item,),
        (g.item_existe, g.apurado, g.etapa_fora_de_analise, g.fase_do_item_aberta),
    ),
    _C.PEDIR_DISPENSA: Regra(
        _E.DISPENSA_PEDIDA,
        (g.papel_do_item,),
        (g.item_existe, g.etapa_editavel, g.dispensavel, g.item_por_fazer),
        (g.justificativa_exigida,),
    ),
    _C.CONFIRMAR_DISPENSA: Regra(
        _E.DISPENSA_CONFIRMADA,
        (g.gerente_ou_gestor_sei, g.nao_pediu),
        (g.item_existe, g.dispensa_esta_pedida),
    ),
    _C.NEGAR_DISPENSA: Regra(
        _E.DISPENSA_NEGADA,
        (g.gerente_ou_gestor_sei, g.nao_pediu),
        (g.item_existe, g.dispensa_esta_pedida),
        (g.motivo_exigido,),
    ),
    _C.ENVIAR_ETAPA: Regra(
        _E.ETAPA_ENVIADA,
        (g.papel_de_envio,),
        (
            g.etapa_existe,
            g.etapa_editavel,
            g.trilha_aberta,
            g.itens_resolvidos,
            g.anteriores_aprovadas,
            g.em_producao,
        ),
    ),
    _C.RECOLHER_ETAPA: Regra(
        _E.ETAPA_RECOLHIDA,
        (g.remetente_ou_gerente,),
        (g.etapa_existe, g.etapa_em_analise),
        (g.motivo_exigido, g.sempre_agora),
    ),
    _C.DEVOLVER_ETAPA: Regra(
        _E.ETAPA_DEVOLVIDA,
        (g.gerente_da_carteira,),
        (g.etapa_existe, g.etapa_em_analise),
        (g.motivos_de_devolucao, g.sempre_agora),
    ),
    _C.APROVAR_ETAPA: Regra(
        _E.ETAPA_APROVADA,
        (g.quem_aprova, g.nao_impedido),
        (g.etapa_existe, g.etapa_a_decidir, g.itens_resolvidos, g.anteriores_aprovadas),
        (g.sempre_agora,),
    ),
    _C.DESFAZER_APROVACAO: Regra(
        _E.APROVACAO_DESFEITA,
        (g.quem_aprovou,),
        (
            g.etapa_existe,
            g.etapa_aprovada,
            g.no_prazo_de_desfazer,
            g.seguinte_nunca_enviada,
            g.antes_da_producao,
        ),
        (g.motivo_exigido, g.sempre_agora),
    ),
    _C.REABRIR_ETAPA: Regra(
        _E.ETAPA_REABERTA,
        (g.gerente_da_carteira,),
        (g.etapa_existe, g.etapa_reabrivel),
        (g.motivo_exigido, g.itens_a_reabrir, g.sempre_agora),
    ),
    _C.ENTRAR_EM_PRODUCAO: Regra(
        _E.PRODUCAO_INICIADA,
        (g.gerente_da_carteira,),
        (g.fora_de_producao, g.pronto_para_producao),
        (
            g.data_exigida("data", "a data da entrada em produção"),
            g.data_da_producao,
            g.justificativa_exigida,
        ),
    ),
    _C.DECLARAR_BLOQUEIO: Regra(
        _E.BLOQUEIO_DECLARADO, (g.gente_da_implantacao,), (), (g.dados_do_bloqueio,)
    ),
    _C.RESOLVER_BLOQUEIO: Regra(
        _E.BLOQUEIO_RESOLVIDO, (g.resolve_bloqueio,), (), (g.bloqueio_existe,)
    ),
    _C.PRORROGAR_PRAZO: Regra(
        _E.PRAZO_PRORROGADO,
        (g.gerente_da_carteira,),
        (g.alvo_do_prazo,),
        (
            g.data_exigida("ate", "a nova data do prazo"),
            g.dia_futuro_util("ate"),
            g.motivo_exigido,
            g.sempre_agora,
        ),
    ),
    _C.SUSPENDER: Regra(
        _E.IMPLANTACAO_SUSPENSA,
        (g.gerente_da_carteira,),
        (),
        (
            g.motivo_exigido,
            g.data_exigida("retomar_em", "a data para retomar"),
            g.dia_futuro_util("retomar_em"),
        ),
    ),
    _C.RETOMAR: Regra(_E.IMPLANTACAO_RETOMADA, (g.gerente_da_carteira,)),
    _C.DESISTIR: Regra(
        _E.DESISTENCIA_REGISTRADA, (g.gerente_da_carteira,), (), (g.motivo_exigido,)
    ),
    _C.READMITIR: Regra(
        _E.IMPLANTACAO_READMITIDA, (g.gerente_da_carteira,), (), (g.motivo_exigido,)
    ),
    _C.RETIFICAR: Regra(
        _E.DADO_RETIFICADO,
        (g.gerente_da_carteira,),
        (),
        (g.dado_retificavel, g.valor_retificado, g.motivo_exigido),
    ),
    _C.REAVALIAR: Regra(_E.PRAZOS_RECALCULADOS, (g.so_o_sistema,)),
}

# Valem para todo comando.
GERAIS: tuple[Guarda, ...] = (g.implantacao_aceita,)
DADOS_GERAIS: tuple[Guarda, ...] = (g.nao_no_futuro, g.sem_dado_pessoal)


def explicar(
    roteiro: Roteiro, estado: Estado, comando: Comando, ator: Ator, contexto: Contexto
) -> list[Recusa]:
    """Todas as razões por que o comando não passa; vazia, se passa."""
    caso = Caso(roteiro, estado, comando, ator, contexto)
    regra = REGRAS[comando.tipo]
    guardas = (*GERAIS, *regra.quem, *regra.precisa, *regra.dados, *DADOS_GERAIS)
    return _aplicar(guardas, caso)


def impedimentos(
    roteiro: Roteiro, estado: Estado, comando: Comando, ator: Ator, contexto: Contexto
) -> list[Recusa]:
    """Como `explicar`, sem julgar os dados do pedido: serve para mostrar botões."""
    caso = Caso(roteiro, estado, comando, ator, contexto)
    regra = REGRAS[comando.tipo]
    return _aplicar((*GERAIS, *regra.quem, *regra.precisa), caso)


def _aplicar(guardas: Iterable[Guarda], caso: Caso) -> list[Recusa]:
    return list(dict.fromkeys(recusa for guarda in guardas for recusa in guarda(caso)))
