from interlocutores.etapa import INTERLOCUTORES as ETAPA
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.fluxo.declaracao import SUGESTAO, Roteiro
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro

ITENS = {item.chave: item for item in ETAPA.itens}


def test_roteiro_da_etapa_nao_tem_problemas():
    assert problemas_do_roteiro(Roteiro((ETAPA,))) == []


def test_o_representante_designa_o_gestor_sei_e_este_informa_os_demais():
    assert ITENS["gestor_sei_designado"].papel == Papel.REPRESENTANTE
    outros = [ITENS[f"{papel}_designado"] for papel in INTERLOCUTORES[1:]]
    assert {item.papel for item in outros} == {Papel.GESTOR_SEI}
    assert {item.depende_de for item in outros} == {("gestor_sei_designado",)}


def test_cada_papel_confirma_o_proprio_contato():
    for papel in INTERLOCUTORES:
        item = ITENS[f"contato_{papel}_confirmado"]
        assert (item.papel, item.depende_de) == (papel, (f"{papel}_designado",))


def test_so_os_substitutos_sao_dispensaveis():
    assert [i.chave for i in ETAPA.itens if i.dispensavel] == ["substitutos_informados"]


def test_todo_prazo_se_diz_sugestao():
    assert all(item.prazo and item.fonte_do_prazo == SUGESTAO for item in ETAPA.itens)


def test_ajuda_e_curta_e_em_frases():
    for item in ETAPA.itens:
        assert item.ajuda.endswith(".")
        assert len(item.ajuda) <= 260, item.chave
