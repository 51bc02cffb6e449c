from django.urls import reverse

from cadastros.etapa import CADASTROS
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.declaracao import Roteiro
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro


def test_a_etapa_sozinha_e_um_roteiro_sem_problemas():
    assert problemas_do_roteiro(Roteiro((CADASTROS,))) == []


def test_toda_pagina_existe():
    for item in CADASTROS.itens:
        if item.pagina:
            assert reverse(item.pagina, kwargs={"implantacao_id": 1})


def test_todo_item_por_fato_tem_pagina_e_os_declarados_nao():
    for item in CADASTROS.itens:
        assert bool(item.pagina) == item.por_fato, item.chave


def test_o_que_e_da_prodesp_e_da_gerencia_e_nenhum_prazo_e_oficial():
    for item in CADASTROS.itens:
        assert (item.lado == Lado.PRODESP) == (item.papel == Papel.GERENTE), item.chave
        assert not item.fonte_do_prazo.confirmada
        assert item.prazo is not None
