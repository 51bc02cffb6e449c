from adesao.etapa import ADESAO
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.declaracao import SUGESTAO, Roteiro
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro

ITENS = {item.chave: item for item in ADESAO.itens}


def test_roteiro_da_etapa_nao_tem_problemas():
    assert problemas_do_roteiro(Roteiro((ADESAO,))) == []


def anteriores(chave) -> set[str]:
    diretos = ITENS[chave].depende_de
    return {*diretos, *(outro for direto in diretos for outro in anteriores(direto))}


def test_o_acordo_vem_depois_do_termo_assinado():
    assert {"termo_assinado", "usuario_externo_liberado"} <= anteriores("acordo_disponibilizado")
    assert "acordo_disponibilizado" in anteriores("acordo_assinado_pelo_municipio")


def test_o_extrato_vem_por_ultimo():
    assert anteriores("extrato_publicado") == ITENS.keys() - {"extrato_publicado"}


def test_a_espera_pela_liberacao_e_da_prodesp():
    assert ITENS["usuario_externo_pedido"].lado == Lado.MUNICIPIO
    assert ITENS["usuario_externo_liberado"].lado == Lado.PRODESP


def test_so_o_representante_assina_pelo_municipio():
    assinaturas = ("termo_assinado", "acordo_assinado_pelo_municipio")
    assert {ITENS[chave].papel for chave in assinaturas} == {Papel.REPRESENTANTE}


def test_todo_prazo_se_diz_sugestao():
    assert all(item.prazo and item.fonte_do_prazo == SUGESTAO for item in ADESAO.itens)


def test_ajuda_e_curta_e_em_frases():
    for item in ADESAO.itens:
        assert item.ajuda.endswith(".")
        assert len(item.ajuda) <= 260, item.chave
