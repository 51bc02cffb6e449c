"""O chão: argumentos, ambiente, pasta de dados, servidores e processos."""

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from seicidades.chao import ambiente, bibliotecas, dados, mensagens, processos, verbos
from seicidades.chao.bibliotecas import pacotes_que_faltam
from seicidades.chao.dados import PastaDeDados
from seicidades.chao.demo import exigir_porta_livre
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.guardiao import Guardiao
from seicidades.chao.instalador import ler_configuracao_do_pip
from seicidades.chao.locais import ENTRADA, RAIZ
from seicidades.chao.postgres import PAPEL_DA_APLICACAO, Postgres
from seicidades.chao.preparo import CARGA, recusar_vazia_sobre_cheia
from seicidades.chao.sistema import instalar_pacotes
from seicidades.chao.valkey import porta_livre
from seicidades.chao.verbos import OpcoesDaDemo, PedidoErrado, ler_opcoes_da_demo
from seicidades.documentos.redacao import pdf

# Argumentos


@pytest.mark.parametrize(
    ("argumentos", "esperado"),
    [
        ([], OpcoesDaDemo()),
        (["--porta", "8001"], OpcoesDaDemo(porta=8001)),
        (["--porta=65535", "--vazio"], OpcoesDaDemo(porta=65535, vazio=True)),
        (["--dados", "uma pasta", "--vazio"], OpcoesDaDemo(dados="uma pasta", vazio=True)),
        (["--dados=a=b"], OpcoesDaDemo(dados="a=b")),
    ],
)
def test_opcoes_da_demo(argumentos, esperado):
    assert ler_opcoes_da_demo(argumentos) == esperado


@pytest.mark.parametrize(
    ("argumentos", "recado"),
    [
        (["--porta", "0"], "1 a 65535"),
        (["--porta", "65536"], "1 a 65535"),
        (["--porta", "٣"], "1 a 65535"),
        (["--porta"], "Falta o valor de --porta"),
        (["--dados="], "Falta o valor de --dados"),
        (["--vazio=sim"], "não conhece '--vazio'"),
        (["agora"], "não conhece 'agora'"),
    ],
)
def test_opcoes_da_demo_recusadas(argumentos, recado):
    with pytest.raises(PedidoErrado, match=recado):
        ler_opcoes_da_demo(argumentos)


@pytest.mark.parametrize(
    ("argv", "codigo", "trecho"),
    [
        ([], 2, "Uso: ./run VERBO"),
        (["--help"], 0, "Uso: ./run VERBO"),
        (["voar"], 2, "Não conheço o verbo 'voar'"),
        (["demo", "--porta", "x"], 2, "A porta deve ser um número"),
    ],
)
def test_pedido_errado_explica_e_mostra_o_uso(argv, codigo, trecho, capsys):
    assert verbos.atender(argv) == codigo

    saida = capsys.readouterr().out
    assert trecho in saida
    assert "demo [--porta N]" in saida


@pytest.mark.parametrize(
    ("numero", "recado"),
    [
        (errno.ENOSPC, "O disco encheu em /onde"),
        (errno.EACCES, "Sem permissão em /onde"),
        (errno.EIO, "O sistema recusou uma operação em /onde"),
    ],
)
def test_falha_do_sistema_vira_frase(numero, recado, monkeypatch, capsys):
    def falhar(**_):
        raise OSError(numero, os.strerror(numero), "/onde")

    monkeypatch.setattr(ambiente, "preparar", falhar)

    assert verbos.atender(["lint"]) == 1
    assert recado in capsys.readouterr().out


def test_o_supervisor_nao_carrega_o_projeto():
    codigo = (
        f"import runpy, sys; sys.argv = [{str(ENTRADA)!r}, 'ajuda']\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit: pass\n"
        "assert not {'celery', 'django'} & set(sys.modules)"
    )
    feito = subprocess.run([sys.executable, "-c", codigo], capture_output=True, text=True)  # noqa: S603 (código desta página)

    assert feito.returncode == 0, feito.stderr


# Ambiente


def test_ambiente_so_esta_pronto_com_o_carimbo_das_travas(tmp_path, monkeypatch):
    trava, carimbo = tmp_path / "requirements.lock", tmp_path / "carimbo.json"
    trava.write_text("django==5.2\n")
    monkeypatch.setattr(ambiente, "TRAVA_DE_USO", trava)
    monkeypatch.setattr(ambiente, "CARIMBO", carimbo)
    monkeypatch.setattr(ambiente, "PYTHON", sys.executable)

    assert not ambiente.esta_pronto(desenvolvimento=False)

    carimbo.write_text(json.dumps(ambiente.carimbo_esperado(desenvolvimento=False)))
    assert ambiente.esta_pronto(desenvolvimento=False)
    assert not ambiente.esta_pronto(desenvolvimento=True)

    trava.write_text("django==5.3\n")
    assert not ambiente.esta_pronto(desenvolvimento=False)


def test_configuracao_do_pip_vale_a_do_ambiente():
    texto = (
        ":env:.index-url='https://pacotes.exemplo.invalid/a'\n"
        "global.index-url='https://pacotes.exemplo.invalid/b'\n"
        "install.trusted-host='pacotes.exemplo.invalid'\n"
        "aviso sem valor\n"
    )

    assert ler_configuracao_do_pip(texto) == {
        "index-url": "https://pacotes.exemplo.invalid/a",
        "trusted-host": "pacotes.exemplo.invalid",
    }


def test_sem_direitos_diz_o_comando_exato(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(FalhaDoChao, match="sudo apt-get install -y --no-install-recommends chrom"):
        instalar_pacotes("chromium", para="os testes no navegador")


def test_biblioteca_que_nao_abre_diz_o_pacote_que_a_traz():
    as_daqui = {"libc.so.6": "libc6", "libnao-existe.so.9": "libnao-existe9"}

    assert pacotes_que_faltam(as_daqui) == ["libnao-existe9"]


def test_sem_direitos_a_demonstracao_avisa_com_o_comando_e_segue(monkeypatch, capsys):
    monkeypatch.setattr(bibliotecas, "pacotes_que_faltam", lambda: ["libpango-1.0-0"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    bibliotecas.procurar_bibliotecas_do_pdf()
    with pytest.raises(FalhaDoChao):
        bibliotecas.exigir_bibliotecas_do_pdf()

    comando = "sudo apt-get install -y --no-install-recommends libpango-1.0-0"
    assert comando in capsys.readouterr().out


def test_com_tudo_instalado_nada_se_instala(monkeypatch):
    def recusar(*pacotes, para):
        raise AssertionError(pacotes)

    monkeypatch.setattr(bibliotecas, "pacotes_que_faltam", lambda: [])
    monkeypatch.setattr(bibliotecas, "instalar_pacotes", recusar)

    bibliotecas.procurar_bibliotecas_do_pdf()
    bibliotecas.exigir_bibliotecas_do_pdf()


def test_as_bibliotecas_do_chao_sao_as_da_mensagem_e_as_da_imagem():
    pacotes = tuple(bibliotecas.DO_PDF.values())

    assert pacotes == pdf.PACOTES
    assert all(pacote in (RAIZ / "Dockerfile").read_text() for pacote in pacotes)


def test_travas_tem_hash_em_todo_pacote():
    for nome in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        entradas = (RAIZ / nome).read_text().replace("\\\n", " ").splitlines()
        pacotes = [entrada for entrada in entradas if "==" in entrada and entrada[0] != "#"]
        assert pacotes
        assert all("--hash=sha256:" in pacote for pacote in pacotes), nome


# Pasta de dados


def test_pasta_pedida_prefere_a_opcao_depois_a_variavel(tmp_path, monkeypatch):
    monkeypatch.setenv("SEICIDADES_DADOS", str(tmp_path / "variavel"))

    assert dados.pasta_pedida(str(tmp_path / "opcao")) == tmp_path / "opcao"
    assert dados.pasta_pedida(None) == tmp_path / "variavel"

    monkeypatch.delenv("SEICIDADES_DADOS")
    assert dados.pasta_pedida(None) == RAIZ / ".dados"


def test_pasta_com_outras_coisas_e_recusada(tmp_path):
    (tmp_path / "tese.txt").write_text("importante")

    with pytest.raises(FalhaDoChao, match="não está marcada como demonstração"):
        PastaDeDados(tmp_path, "demo").abrir()

    assert [arquivo.name for arquivo in tmp_path.iterdir()] == ["tese.txt"]


def test_arquivo_no_lugar_da_pasta_e_recusado(tmp_path):
    arquivo = tmp_path / "arquivo"
    arquivo.touch()

    with pytest.raises(FalhaDoChao, match="não é uma pasta"):
        PastaDeDados(arquivo, "demo").abrir()


def test_pasta_em_uso_diz_por_quem(tmp_path):
    primeira, segunda = PastaDeDados(tmp_path, "demo"), PastaDeDados(tmp_path, "manage")
    primeira.abrir()
    primeira.guardar_estado(verbo="demo", pid=os.getpid(), endereco="http://127.0.0.1:8000/")

    with pytest.raises(FalhaDoChao, match=rf"em uso por \./run demo \(processo {os.getpid()}\)"):
        segunda.abrir()
    assert segunda.em_uso

    primeira.fechar()
    assert not segunda.em_uso
    segunda.abrir()
    segunda.fechar()


def test_chave_secreta_dura_e_so_o_dono_le(tmp_path):
    pasta = PastaDeDados(tmp_path, "demo")

    assert pasta.chave_secreta == PastaDeDados(tmp_path, "demo").chave_secreta
    assert (tmp_path / "chave").stat().st_mode & 0o777 == 0o600


def test_disco_cheio_e_avisado_antes_de_comecar(tmp_path):
    with pytest.raises(FalhaDoChao, match=r"MB livres e guardar os dados pede \d+ MB"):
        mensagens.exigir_espaco(tmp_path / "nova", 10**12, "guardar os dados")


def test_vazio_nao_vale_sobre_dados_cheios(tmp_path):
    pasta = PastaDeDados(tmp_path, "demo")
    recusar_vazia_sobre_cheia(pasta, vazia=True)
    pasta.anotar(CARGA, "cheia")
    recusar_vazia_sobre_cheia(pasta, vazia=False)

    with pytest.raises(FalhaDoChao, match="já tem implantações"):
        recusar_vazia_sobre_cheia(pasta, vazia=True)


def test_registro_que_cresceu_da_lugar_a_outro(tmp_path, monkeypatch):
    pasta = PastaDeDados(tmp_path, "demo")
    pasta.registro("web").write_text("linha")
    monkeypatch.setattr(dados, "MAIOR_REGISTRO", 3)

    assert not pasta.registro("web").exists()
    assert (tmp_path / "registros" / "web.log.1").read_text() == "linha"


# Servidores e processos


@pytest.fixture
def postgres_da_suite(tmp_path):
    """Fala com o servidor da suíte, que já está no ar."""
    partes = urlsplit(os.environ["DATABASE_URL"])
    sockets = parse_qs(partes.query)["host"][0]
    return Postgres(tmp_path, sockets, tmp_path / "registro")


def test_banco_sem_a_marca_de_demonstracao_e_recusado(postgres_da_suite):
    postgres_da_suite.executar("CREATE DATABASE de_outra_pessoa")
    try:
        with pytest.raises(FalhaDoChao, match=r"de_outra_pessoa .* não é de demonstração"):
            postgres_da_suite.criar_banco_marcado("de_outra_pessoa")

        postgres_da_suite.criar_banco_marcado("de_demonstracao")
        postgres_da_suite.criar_banco_marcado("de_demonstracao")
    finally:
        for banco in ("de_outra_pessoa", "de_demonstracao"):
            postgres_da_suite.executar(f"DROP DATABASE IF EXISTS {banco}")


def test_papel_da_aplicacao_entra_sem_poderes(postgres_da_suite):
    poderes = postgres_da_suite.executar(
        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles"
    )

    assert f"{PAPEL_DA_APLICACAO}|f|f|f|t" in poderes.splitlines()
    assert settings.PAPEL_DA_APLICACAO == PAPEL_DA_APLICACAO


def test_socket_do_postgres_e_so_do_dono(postgres_da_suite):
    assert os.stat(postgres_da_suite.sockets).st_mode & 0o777 == 0o700


def test_porta_em_uso_diz_a_saida():
    porta = porta_livre()
    exigir_porta_livre(porta)

    recusa = pytest.raises(FalhaDoChao, match=r"está em uso.*--porta")
    with socket.create_server(("127.0.0.1", porta)), recusa:
        exigir_porta_livre(porta)


TEIMOSO = (
    "import signal, sys\n"
    "for sinal in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):\n"
    "    signal.signal(sinal, signal.SIG_IGN)\n"
    "sys.stdout.write('surdo'); sys.stdout.flush()\n"
    "while True: signal.pause()\n"
)


@pytest.fixture
def filho_teimoso(tmp_path):
    """Um processo que ignora todo pedido educado."""
    filho = processos.iniciar(
        [sys.executable, "-c", TEIMOSO], pasta=tmp_path, saida=subprocess.PIPE
    )
    assert filho.stdout.read(5) == b"surdo"
    with filho.stdout:
        yield filho
    processos.parar(filho, sinal=signal.SIGKILL)


def test_guardiao_encerra_o_teimoso_que_o_supervisor_deixou(filho_teimoso):
    guardiao = Guardiao()
    guardiao.anotar(filho_teimoso)

    guardiao.processo.stdin.close()  # é o que acontece quando o supervisor morre

    assert filho_teimoso.wait(timeout=10) == -signal.SIGKILL
    assert guardiao.processo.wait(timeout=10) == 0


def test_parar_juntos_encerra_quem_nao_atende(filho_teimoso):
    processos.parar_juntos([filho_teimoso], prazo=0.1)

    assert filho_teimoso.returncode == -signal.SIGKILL


def test_filho_morre_com_quem_o_chamou(tmp_path):
    """Dois andares: o de baixo recebe o sinal quando o de cima some."""
    codigo = (
        f"import os, signal, sys; sys.path.insert(0, {str(RAIZ)!r})\n"
        "from pathlib import Path\n"
        "from seicidades.chao import processos\n"
        "filho = processos.iniciar(['sleep', '600'], pasta=Path('.'), saida=None, "
        "herdar=[int(sys.argv[1])])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    trava = os.open(tmp_path / "trava", os.O_RDWR | os.O_CREAT)
    fcntl.flock(trava, fcntl.LOCK_EX)
    comando = [sys.executable, "-c", codigo, str(trava)]
    subprocess.run(comando, pass_fds=[trava], check=False)  # noqa: S603 (código desta página)
    os.close(trava)

    outra = os.open(tmp_path / "trava", os.O_RDWR)
    assert processos.esperar(lambda: _tranca(outra), prazo=5)
    os.close(outra)


def _tranca(descritor):
    try:
        fcntl.flock(descritor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
