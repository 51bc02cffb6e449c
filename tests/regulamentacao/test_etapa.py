from regulamentacao.etapa import GESTAO_DOCUMENTAL, REGULAMENTACAO
from seicidades.comum.papeis import Papel
from seicidades.fluxo.declaracao import SUGESTAO, Roteiro
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro


def itens():
    return [*REGULAMENTACAO.itens, *GESTAO_DOCUMENTAL.itens]


def test_roteiro_das_duas_etapas_nao_tem_problemas():
    assert problemas_do_roteiro(Roteiro((REGULAMENTACAO, GESTAO_DOCUMENTAL))) == []


def test_cinco_atos_da_gestao_documental_vem_em_ordem():
    chaves = [item.chave for item in GESTAO_DOCUMENTAL.itens]

    assert chaves[:5] == [
        "lei_do_arquivo",
        "sistema_de_arquivos",
        "comissao_de_avaliacao",
        "plano_de_classificacao",
        "tabela_de_temporalidade",
    ]
    for anterior, item in zip(GESTAO_DOCUMENTAL.itens, GESTAO_DOCUMENTAL.itens[1:], strict=False):
        assert item.depende_de == (anterior.chave,)


def test_gestao_documental_e_trilha_do_gestor_documental():
    assert GESTAO_DOCUMENTAL.trilha
    assert GESTAO_DOCUMENTAL.abre_com == REGULAMENTACAO.chave
    assert GESTAO_DOCUMENTAL.papel_de_envio == Papel.GESTOR_DOCUMENTAL


def test_carga_dos_assuntos_e_a_unica_coisa_que_espera_a_tabela():
    esperam = {i.chave for i in itens() if "tabela_de_temporalidade" in i.depende_de}

    assert esperam == {"tabela_de_assuntos_entregue"}


def test_caminho_ate_um_ato_que_ja_existia_e_dispensavel():
    dispensaveis = {item.chave for item in itens() if item.dispensavel}

    assert {"minuta_preparada", "minuta_analisada", "parecer_do_ato"} <= dispensaveis


def test_todo_prazo_se_diz_sugestao():
    assert all(item.prazo and item.fonte_do_prazo == SUGESTAO for item in itens())


def test_ajuda_e_curta_e_em_frases():
    for item in itens():
        assert item.ajuda.endswith(".")
        assert len(item.ajuda) <= 260, item.chave
