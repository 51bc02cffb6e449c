"""O `./run demo` de verdade: sobe, atende, para, morre de repente e volta."""

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from seicidades.chao import processos
from seicidades.chao.dados import PastaDeDados
from seicidades.chao.locais import RAIZ
from seicidades.chao.valkey import porta_livre


class Demo:
    """Um `./run demo` em andamento.

    Args:
        pasta: os dados; quem divide a pasta divide o que foi gravado.
    """

    def __init__(self, pasta: Path):
        self.pasta, self.porta = pasta, porta_livre()
        self.endereco = f"http://127.0.0.1:{self.porta}/"
        self.processo = subprocess.Popen(  # noqa: S603 (o ./run deste projeto)
            [RAIZ / "run", "demo", "--vazio", "--porta", str(self.porta), "--dados", pasta],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.linhas: list[str] = []

    def esperar_pronto(self) -> None:
        for linha in self.processo.stdout:
            self.linhas.append(linha.rstrip())
            if linha.startswith("Ctrl-C"):
                return
        raise AssertionError("A demonstração não ficou pronta:\n" + "\n".join(self.linhas))

    def abrir(self, caminho: str = "") -> urllib.request.addinfourl:
        return urllib.request.urlopen(self.endereco + caminho, timeout=30)  # noqa: S310 (endereço nosso)

    def manage(self, *argumentos: str) -> str:
        return rodar("manage", *argumentos, pasta=self.pasta).stdout

    def sumir(self, sinal: int) -> None:
        """Sinaliza o supervisor e espera que nenhum filho segure mais a trava."""
        self.processo.send_signal(sinal)
        self.processo.wait(timeout=30)
        assert processos.esperar(lambda: not PastaDeDados(self.pasta, "").em_uso, prazo=30)

    def encerrar(self) -> None:
        if self.processo.poll() is None:
            self.sumir(signal.SIGKILL)
        self.processo.stdout.close()


def rodar(*argumentos: str, pasta: Path) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603 (o ./run deste projeto)
        [RAIZ / "run", *argumentos],
        env=os.environ | {"SEICIDADES_DADOS": str(pasta)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def pasta(tmp_path_factory):
    """Com espaço no nome, e dividida: o segundo começo encontra os dados do primeiro."""
    return tmp_path_factory.mktemp("demo") / "com espaço"


@pytest.fixture
def demo(pasta):
    demo = Demo(pasta)
    try:
        demo.esperar_pronto()
        yield demo
    finally:
        demo.encerrar()


def enderecos_que_escutam(porta: int) -> set[str]:
    """Endereços locais, como o núcleo os escreve, que ouvem na porta."""
    linhas = [
        linha.split()
        for tabela in ("/proc/net/tcp", "/proc/net/tcp6")
        for linha in Path(tabela).read_text().splitlines()[1:]
    ]
    locais = [linha[1].split(":") for linha in linhas if linha[3] == "0A"]
    return {endereco for endereco, numero in locais if int(numero, 16) == porta}


def test_demo_atende_so_nesta_maquina_recusa_repetida_e_para_com_sigterm(demo):
    assert f"PRONTO {demo.endereco}" in demo.linhas
    assert any("admin@exemplo.invalid" in linha for linha in demo.linhas)
    with demo.abrir() as resposta:
        assert resposta.status == 200
        assert "Content-Security-Policy" in resposta.headers
    assert enderecos_que_escutam(demo.porta) == {"0100007F"}

    mesma_porta = rodar("demo", "--porta", str(demo.porta), pasta=demo.pasta.with_name("outra"))
    mesma_pasta = rodar("demo", "--porta", str(porta_livre()), pasta=demo.pasta)

    assert (mesma_porta.returncode, mesma_pasta.returncode) == (1, 1)
    assert f"A porta {demo.porta} de 127.0.0.1 está em uso" in mesma_porta.stdout
    assert f"em uso por ./run demo (processo {demo.processo.pid})" in mesma_pasta.stdout
    demo.sumir(signal.SIGTERM)
    assert demo.processo.returncode == 0


def test_demo_morta_de_repente_nao_deixa_orfaos_e_conserva_os_dados(demo):
    escrever = "from django.core.cache import cache; cache.set('lembrete', 'volto', None)"
    contar = "from seicidades.municipios.models import Municipio; print(Municipio.objects.count())"
    demo.manage("shell", "-v", "0", "-c", escrever)
    chave = (demo.pasta / "chave").read_text()

    demo.sumir(signal.SIGKILL)

    assert demo.manage("shell", "-v", "0", "-c", contar) == "645\n"
    ler = "from django.core.cache import cache; print(cache.get('lembrete'))"
    assert demo.manage("shell", "-v", "0", "-c", ler) == "volto\n"
    assert (demo.pasta / "chave").read_text() == chave
