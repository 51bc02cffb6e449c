"""A tabela do motor: cada comando, quem pode, o que precisa, que evento gera."""

from collections.abc import Iterable
from dataclasses import dataclass

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
from seicidades.fluxo.nucleo.guardas import carga, dados, datas, etapas, itens, papeis, situacao


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
    _C.INICIAR: Regra(_E.IMPLANTACAO_INICIADA, (papeis.gerente_da_carteira,), (situacao.sem_alvo,)),
    _C.IMPORTAR_SITUACAO: Regra(
        _E.SITUACAO_IMPORTADA,
        (papeis.gerente_ou_administracao,),
        (situacao.sem_alvo, carga.ainda_nao_andou),
        (
            dados.texto_exigido("fonte", "a fonte da carga"),
            carga.etapas_em_ordem,
            carga.datas_em_ordem,
            carga.producao_no_lugar,
            carga.situacao_combina,
        ),
    ),
    _C.CONCLUIR_ITEM: Regra(
        _E.ITEM_CONCLUIDO,
        (papeis.papel_do_item,),
        (
            situacao.item_existe,
            itens.declarado,
            etapas.etapa_editavel,
            itens.item_por_fazer,
            itens.dependencias_resolvidas,
            itens.fase_do_item_aberta,
        ),
        (itens.arquivo_exigido,),
    ),
    _C.REABRIR_ITEM: Regra(
        _E.ITEM_REABERTO,
        (papeis.papel_do_item,),
        (situacao.item_existe, etapas.etapa_editavel, itens.item_reabrivel),
    ),
    _C.ALTERAR_FATOS: Regra(
        _E.FATO_REGISTRADO,
        (papeis.quem_registra_o_fato,),
        (
            situacao.item_existe,
            itens.apurado,
            etapas.etapa_fora_de_analise,
            itens.fase_do_item_aberta,
        ),
    ),
    _C.PEDIR_DISPENSA: Regra(
        _E.DISPENSA_PEDIDA,
        (papeis.papel_do_item,),
        (situacao.item_existe, etapas.etapa_editavel, itens.dispensavel, itens.item_por_fazer),
        (dados.justificativa_exigida,),
    ),
    _C.CONFIRMAR_DISPENSA: Regra(
        _E.DISPENSA_CONFIRMADA,
        (papeis.gerente_ou_gestor_sei, papeis.nao_pediu),
        (situacao.item_existe, itens.dispensa_esta_pedida),
    ),
    _C.NEGAR_DISPENSA: Regra(
        _E.DISPENSA_NEGADA,
        (papeis.gerente_ou_gestor_sei, papeis.nao_pediu),
        (situacao.item_existe, itens.dispensa_esta_pedida),
        (dados.motivo_exigido,),
    ),
    _C.ENVIAR_ETAPA: Regra(
        _E.ETAPA_ENVIADA,
        (papeis.papel_de_envio,),
        (
            situacao.etapa_existe,
            etapas.etapa_editavel,
            etapas.trilha_aberta,
            etapas.itens_resolvidos,
            etapas.anteriores_aprovadas,
            etapas.em_producao,
        ),
    ),
    _C.RECOLHER_ETAPA: Regra(
        _E.ETAPA_RECOLHIDA,
        (papeis.remetente_ou_gerente,),
        (situacao.etapa_existe, etapas.etapa_em_analise),
        (dados.motivo_exigido, datas.sempre_agora),
    ),
    _C.DEVOLVER_ETAPA: Regra(
        _E.ETAPA_DEVOLVIDA,
        (papeis.gerente_da_carteira,),
        (situacao.etapa_existe, etapas.etapa_em_analise),
        (dados.motivos_de_devolucao, datas.sempre_agora),
    ),
    _C.APROVAR_ETAPA: Regra(
        _E.ETAPA_APROVADA,
        (papeis.quem_aprova, papeis.nao_impedido),
        (
            situacao.etapa_existe,
            etapas.etapa_a_decidir,
            etapas.itens_resolvidos,
            etapas.anteriores_aprovadas,
        ),
        (datas.sempre_agora,),
    ),
    _C.DESFAZER_APROVACAO: Regra(
        _E.APROVACAO_DESFEITA,
        (papeis.quem_aprovou,),
        (
            situacao.etapa_existe,
            etapas.etapa_aprovada,
            etapas.no_prazo_de_desfazer,
            etapas.seguinte_nunca_enviada,
            etapas.antes_da_producao,
        ),
        (dados.motivo_exigido, datas.sempre_agora),
    ),
    _C.REABRIR_ETAPA: Regra(
        _E.ETAPA_REABERTA,
        (papeis.gerente_da_carteira,),
        (situacao.etapa_existe, etapas.etapa_reabrivel),
        (dados.motivo_exigido, dados.itens_a_reabrir, datas.sempre_agora),
    ),
    _C.ENTRAR_EM_PRODUCAO: Regra(
        _E.PRODUCAO_INICIADA,
        (papeis.gerente_da_carteira,),
        (situacao.sem_alvo, etapas.fora_de_producao, etapas.pronto_para_producao),
        (
            datas.data_exigida("data", "a data da entrada em produção"),
            datas.data_da_producao,
            dados.justificativa_exigida,
        ),
    ),
    _C.DECLARAR_BLOQUEIO: Regra(
        _E.BLOQUEIO_DECLARADO,
        (papeis.gente_da_implantacao,),
        (situacao.sem_alvo,),
        (dados.dados_do_bloqueio,),
    ),
    _C.RESOLVER_BLOQUEIO: Regra(
        _E.BLOQUEIO_RESOLVIDO,
        (papeis.resolve_bloqueio,),
        (situacao.sem_alvo, dados.bloqueio_existe),
    ),
    _C.PRORROGAR_PRAZO: Regra(
        _E.PRAZO_PRORROGADO,
        (papeis.gerente_da_carteira,),
        (datas.alvo_do_prazo,),
        (
            datas.data_exigida("ate", "a nova data do prazo"),
            datas.dia_futuro_util("ate"),
            dados.motivo_exigido,
            datas.sempre_agora,
        ),
    ),
    _C.SUSPENDER: Regra(
        _E.IMPLANTACAO_SUSPENSA,
        (papeis.gerente_da_carteira,),
        (situacao.sem_alvo,),
        (
            dados.motivo_exigido,
            datas.data_exigida("retomar_em", "a data para retomar"),
            datas.dia_futuro_util("retomar_em"),
        ),
    ),
    _C.RETOMAR: Regra(_E.IMPLANTACAO_RETOMADA, (papeis.gerente_da_carteira,), (situacao.sem_alvo,)),
    _C.DESISTIR: Regra(
        _E.DESISTENCIA_REGISTRADA,
        (papeis.gerente_da_carteira,),
        (situacao.sem_alvo,),
        (dados.motivo_exigido,),
    ),
    _C.READMITIR: Regra(
        _E.IMPLANTACAO_READMITIDA,
        (papeis.gerente_da_carteira,),
        (situacao.sem_alvo,),
        (dados.motivo_exigido,),
    ),
    _C.RETIFICAR: Regra(
        _E.DADO_RETIFICADO,
        (papeis.gerente_da_carteira,),
        (situacao.sem_alvo, datas.dado_retificavel),
        (datas.valor_retificado, dados.motivo_exigido),
    ),
    _C.REAVALIAR: Regra(_E.PRAZOS_RECALCULADOS, (papeis.so_o_sistema,), (situacao.sem_alvo,)),
}

# Valem para todo comando.
GERAIS: tuple[Guarda, ...] = (situacao.implantacao_aceita, papeis.canal_conhecido)
DADOS_GERAIS: tuple[Guarda, ...] = (
    datas.nao_no_futuro,
    dados.dados_bem_formados,
    dados.sem_dado_pessoal,
)


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
