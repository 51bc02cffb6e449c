from regulamentacao.assuntos import ASSUNTOS, POR_CHAVE


def test_sao_dezoito_e_nenhuma_chave_se_repete():
    assert len(ASSUNTOS) == len(POR_CHAVE) == 18


def test_todo_assunto_tem_pergunta_e_ajuda():
    for assunto in ASSUNTOS:
        assert assunto.pergunta.endswith("?")
        assert assunto.ajuda.endswith(".")
        assert len(assunto.chave) <= 20


def test_so_o_que_e_boa_pratica_fica_sem_base_legal():
    assert {a.chave for a in ASSUNTOS if not a.base} == {"numeracao", "orgao_gestor"}
